import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import '@clacks/plugin-archiver'
import { createNode } from 'clacks'
import { createLoopback, type LoopbackNode } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const FOLDER = fileURLToPath(new URL('.clacks', import.meta.url))
const MESSAGES = 30
const VICTIMS = ['tower-1', 'tower-2', 'old-tower']

/** Two networks of six nodes, three of which are killed. Only one has a persister. */
export default async function persisting(signal: AbortSignal): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER)
  console.log(`${MESSAGES} messages each; ${VICTIMS.join(', ')} are killed. It takes about half a minute.`)
  const keeper: LoopbackNode = (place) => createNode(CONFIG, { overrides: place })
  const [without, withKeeper] = await Promise.all([
    survival({}, false, signal),
    survival(keeper, true, signal),
  ])

  const table = new Table({
    head: ['', 'before', 'after the kills', 'later', 'restored'],
    style: { head: [], border: [], compact: true },
  })
  table.push(['without a persister', ...without], ['with a persister', ...withKeeper])
  console.log(table.toString())
}

/** Messages before the kills, right after them, and later; and the number restored. */
async function survival(
  keeper: LoopbackNode,
  persists: boolean,
  signal: AbortSignal,
): Promise<readonly number[]> {
  await using network = await createLoopback({
    nodes: { keeper, 'tower-1': {}, 'tower-2': {}, 'tower-3': {}, 'tower-4': {} },
    legacy: ['old-tower'],
    signal,
  })
  for (let index = 0; index < MESSAGES; index++)
    network.node(`tower-${(index % 4) + 1}`).enqueue({ class: 'name', number: index })
  await network.until('the keeper has seen all of them', () => network.seen('keeper').length === MESSAGES)
  const before = network.seen('keeper').length

  await Promise.all(VICTIMS.map((name) => network.kill(name)))
  const after = network.messages().length
  if (persists) await network.until('all are back', () => network.messages().length === MESSAGES, '60s')
  else await network.pass('10s')
  const archive = network.node('keeper').service('archive')
  return [before, after, network.messages().length, (await archive?.stats())?.putBack ?? 0]
}

import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import '@clacks/plugin-archiver'
import { createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import reciprocity from './reciprocity.js'
import wall from './wall.js'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const FOLDER = fileURLToPath(new URL('.clacks', import.meta.url))
const MESSAGES = 30
const TOWERS = ['keeper', 'tower-1', 'tower-2']

/**
 * One of six nodes swallows every message, until its peers ignore it and an archive restores all.
 */
export default async function stonewalling(signal: AbortSignal): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER)
  await using network = await createLoopback({
    nodes: {
      keeper: (place) => createNode(CONFIG, { overrides: place }),
      'tower-1': { plugins: [reciprocity] },
      'tower-2': { plugins: [reciprocity] },
      wall: {},
    },
    legacy: ['old-tower'],
    signal,
  })
  const start = performance.now()
  const report = (what: string): void => {
    const seconds = ((performance.now() - start) / 1_000).toFixed(0).padStart(3)
    const alive = network.messages().length
    console.log(
      `${seconds} s  ${String(alive).padStart(2)} of ${MESSAGES} messages  ${'#'.repeat(alive).padEnd(MESSAGES, '.')}  ${what}`,
    )
  }
  const ignoring = (): number =>
    TOWERS.filter((name) => Object.keys(network.node(name).getPeers().ignored).length > 0).length

  for (let number = 0; number < MESSAGES; number++)
    network.node(TOWERS[number % 3] ?? '').enqueue({ class: 'name', number })
  await network.until('the keeper has seen all of them', () => network.seen('keeper').length === MESSAGES)
  report('all messages walk')
  await network.node('wall').use(wall)
  for (let waited = 0; ignoring() < TOWERS.length && waited < 30; waited++) {
    await network.pass('2s')
    report(`the wall is up; ${ignoring()} of ${TOWERS.length} towers ignore it`)
  }
  // old-tower cannot detect the wall, and goes on losing messages to it.
  await network.kill('old-tower')
  await network.until('everything is back', () => network.messages().length === MESSAGES, '60s')
  report('the archive has restored everything')
  const { discarded } = network.node('wall').statistics()
  console.log(
    `The wall swallowed ${discarded} messages; the keeper restored ${(await network.node('keeper').service('archive')?.stats())?.putBack}.`,
  )
}

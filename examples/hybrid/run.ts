import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import '@clacks/plugin-archiver'
import { createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const FOLDER = fileURLToPath(new URL('.clacks', import.meta.url))
const EDITIONS = 3
const CORRESPONDENTS = ['cape', 'valley', 'harbour', 'city']
const DISPATCHES = [
  ['ships', 'two masts, flying no flag'],
  ['trade', 'wheat unchanged'],
  ['music', 'a brass band plays at six'],
  ['ships', 'the crew wants soup'],
  ['trade', 'rope is dear'],
  ['gossip', 'the postmaster denies everything'],
  ['ships', 'storm, all stay in port'],
  ['trade', 'lamp oil down by two'],
  ['music', 'the brass band has stopped'],
  ['ships', 'the mail packet is late'],
  ['trade', 'salt is sold out'],
  ['ships', 'a whale, or an island'],
  ['trade', 'nobody wants the whale'],
  ['gossip', 'somebody wants the whale'],
  ['ships', 'it was an island'],
  ['trade', 'islands are cheap'],
] as const

/**
 * A wire service publishes editions; four of six nodes are killed, and every edition comes back.
 */
export default async function hybrid(signal: AbortSignal): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER)
  await using network = await createLoopback({
    nodes: {
      wire: (place) => createNode(CONFIG, { overrides: place }),
      cape: {},
      valley: {},
      harbour: {},
      city: {},
    },
    legacy: ['old-tower'],
    signal,
  })
  const editions = (messages: readonly unknown[]) =>
    messages.map(Object).filter(({ class: name }) => name === 'edition')
  for (const [index, [tag, text]] of DISPATCHES.entries()) {
    const place = CORRESPONDENTS[index % CORRESPONDENTS.length] ?? ''
    network.node(place).enqueue({ class: 'dispatch', tag, place, text })
  }
  await network.until('three editions are out', () => editions(network.seen('wire')).length === EDITIONS)
  await network.until('they have left the wire service', () => editions(network.held('wire')).length === 0)
  for (const { number, tags, items } of editions(network.seen('wire'))) {
    console.log(`EDITION ${number} (${tags.join(', ')})`)
    for (const item of items) console.log(`  ${item}`)
  }

  const victims = network.names.filter((name) => name !== 'wire' && name !== 'cape')
  await Promise.all(victims.map((name) => network.kill(name)))
  const left = (): number => editions(network.messages()).length
  console.log(`\nKilled: ${victims.join(', ')}. Editions left in the network: ${left()} of ${EDITIONS}.`)
  await network.until('every edition is back', () => left() === EDITIONS, '60s')
  const stats = await network.node('wire').service('archive')?.stats()
  console.log(
    `Later: ${left()} of ${EDITIONS}; the wire service restored ${stats?.putBack}. Its archive has ${stats?.messages} messages: editions only.`,
  )
}

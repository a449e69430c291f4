import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import '@clacks/plugin-archiver'
import { createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const FOLDER = fileURLToPath(new URL('.clacks', import.meta.url))
const NEWS = [
  'Ship sighted off the cape, two masts',
  'Harvest in, barns full, price of wheat unchanged',
  'The ship has landed, the crew wants soup',
  'Rain from the west by evening',
  'Shipping forecast: storm',
  'The postmaster denies everything',
]

/** Messages walk; a node with the archiver archives them, and is then searched. */
export default async function archiving(signal: AbortSignal): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER)
  await using network = await createLoopback({
    nodes: {
      library: (place) => createNode(CONFIG, { overrides: place }),
      'tower-1': {},
      'tower-2': {},
      'tower-3': {},
    },
    legacy: ['old-tower'],
    signal,
  })
  const archive = network.node('library').service('archive')
  if (archive === undefined) throw new Error('the library has no archive')
  for (const [index, text] of NEWS.entries())
    network.node(`tower-${(index % 3) + 1}`).enqueue({ class: 'news', text })
  const visited = (): number => network.seen('library').length
  await network.until(
    'every message has visited the library twice on average',
    () => visited() === NEWS.length && network.arrivals('library').length >= 12,
  )
  // The archiver collects sightings for 200 ms before it writes them.
  await network.pass('500ms')

  const { messages, recorded, waiting } = await archive.stats()
  console.log(
    `${visited()} messages visited the library, which archived ${messages}\n(${recorded} sightings; ${waiting} not written yet).`,
  )
  const table = new Table({
    head: ['search: ship*', 'seen', 'from'],
    colWidths: [42, 6, 26],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  })
  for await (const { message, timesSeen, peers } of archive.query({ text: 'ship*', class: 'news' })) {
    const from = peers.map(({ hostname, port }) => network.nameOf({ hostname, port }))
    table.push([Object(message).text, timesSeen, from.join(', ')])
  }
  console.log(table.toString())
  console.log(
    "Search the archive again:\nnpx clacks archive search 'ship*' --store sqlite:examples/archiving/.clacks/archive.db",
  )
}

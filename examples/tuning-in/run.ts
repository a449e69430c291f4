import { fileURLToPath } from 'node:url'
import { createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const PROGRAMME: readonly (readonly [tags: string, text: string])[] = [
  ['weather', 'Rain from the west by evening'],
  ['news', 'The post office has a new postmaster'],
  ['weather ships', 'Storm warning for the cape'],
  ['music', 'A brass band plays in the park at six'],
  ['ships', 'Ship sighted off the cape, two masts'],
  ['trade', 'Price of wheat unchanged'],
  ['weather', 'Fog in the valley, lamps will be late'],
  ['news', 'Send more rope'],
]

/** Five nodes, only the radio has a plugin. Ends when the radio has collected every match. */
export default async function tuningIn(signal: AbortSignal): Promise<void> {
  await using network = await createLoopback({
    nodes: {
      radio: (place) => createNode(CONFIG, { overrides: place }),
      'tower-1': {},
      'tower-2': {},
      'tower-3': {},
    },
    legacy: ['old-tower'],
    signal,
  })
  const radio = network.node('radio').service('radio')
  const broadcasts = PROGRAMME.map(([tags, text]) => ({ class: 'broadcast', tags: tags.split(' '), text }))
  const wanted = broadcasts.filter(({ tags }) => tags.includes('weather') || tags.includes('ships'))
  console.log(
    `${network.names.join(', ')}: ${broadcasts.length} broadcasts; the radio wants weather and ships.`,
  )

  for (const [index, broadcast] of broadcasts.entries())
    network.node(`tower-${(index % 3) + 1}`).enqueue(broadcast)
  await network.until('the radio has all matches', () => radio?.collection().length === wanted.length)
  // A message that old-tower is sending right now is not in any queue.
  await network.until('every broadcast is in a queue', () => network.messages().length === broadcasts.length)
  const collection = new Table({
    head: ['collected by the radio'],
    style: { head: [], border: [], compact: true },
  })
  for (const message of radio?.collection() ?? []) collection.push([Object(message).text])
  console.log(collection.toString())
  console.log(
    `The radio received ${network.arrivals('radio').length} messages; ${wanted.length} different ones match. ` +
      `Still in the network: all ${network.messages().length}.`,
  )
}

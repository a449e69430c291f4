import { fileURLToPath } from 'node:url'
import { createNode } from 'clacks'
import { createLoopback } from 'clacks/testing'
import Table from 'cli-table3'

const CONFIG = fileURLToPath(new URL('clacks.config.ts', import.meta.url))
const TELEGRAMS = ['SEND MORE ROPE STOP', 'ALL IS WELL STOP', 'LAMP BROKEN STOP SEND GLASS STOP']
const LINES = ['Is anybody out there?', 'Good evening.', 'The post is late again!']
const READINGS = [7, 9, 4, 12, 8, 3, 5, 6, 2, 4]

/** A telegraph, a chat and an exchange between them. Ends when both have read everything. */
export default async function transforming(signal: AbortSignal): Promise<void> {
  await using network = await createLoopback({
    nodes: {
      exchange: (place) => createNode(CONFIG, { overrides: place }),
      telegraph: {},
      'coffee-house': {},
      'weather-station': {},
    },
    legacy: ['old-tower'],
    signal,
  })
  const read = (name: string, kind: string) =>
    network
      .seen(name)
      .map(Object)
      .filter((message) => message.class === kind)

  for (const words of TELEGRAMS)
    network.node('telegraph').enqueue({ class: 'telegram', from: 'tower-9', words })
  for (const text of LINES) network.node('coffee-house').enqueue({ class: 'chat', author: 'moist', text })
  for (const degrees of READINGS) network.node('weather-station').enqueue({ class: 'reading', degrees })
  await network.until(
    'each has read what the other wrote',
    () => read('telegraph', 'telegram').length === 6 && read('coffee-house', 'chat').length === 6,
  )
  await network.until(
    'two reports of five readings arrive',
    () => read('coffee-house', 'report').length === 2,
  )

  const table = new Table({
    head: ['the telegraph reads', 'the coffee house reads'],
    style: { head: [], border: [], compact: true },
  })
  const chats = read('coffee-house', 'chat').map(({ text }) => text)
  for (const [index, { words }] of read('telegraph', 'telegram').entries()) table.push([words, chats[index]])
  console.log(table.toString())
  for (const report of read('coffee-house', 'report')) console.log(JSON.stringify(report))
  console.log(
    `${READINGS.length} readings went in, ${read('coffee-house', 'report').length} reports came out.`,
  )
}

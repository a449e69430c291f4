import type { Command } from 'commander'
import { bytesText, countText } from './amounts.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

/** `clacks archive stats` */
export function addStats(archive: Command): void {
  withStoreOption(archive.command('stats').description('print statistics of the archive'))
    .option('--json', 'print JSON')
    .action((options: StoreChoice & { json?: boolean }) =>
      withStore(options, async (store) => {
        const { messages, bytes, storeBytes, peers, firstSeen, lastSeen, classes, ...others } =
          await store.stats()
        if (options.json === true) {
          console.log(
            JSON.stringify({ messages, bytes, storeBytes, peers, firstSeen, lastSeen, classes, ...others }),
          )
          return
        }
        const rows: [string, string][] = [
          ['messages', countText(messages)],
          ['as JSON', bytesText(bytes)],
          ['on disk', bytesText(storeBytes)],
          ['peers', countText(peers)],
          ['first seen', timeText(firstSeen)],
          ['last seen', timeText(lastSeen)],
          ...Object.entries(classes).map(([name, count]): [string, string] => [
            name === '' ? 'without a class' : `class ${JSON.stringify(name)}`,
            countText(count),
          ]),
        ]
        const width = Math.max(...rows.map(([name]) => name.length))
        for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`)
      }),
    )
}

function timeText(time: number | undefined): string {
  return time === undefined ? 'never' : new Date(time).toISOString()
}

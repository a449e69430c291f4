import { ClacksError } from 'clacks'
import type { Command } from 'commander'
import { isLimited, surplus } from '../retention.js'
import { bytesText, countText, parseAge, parseBytes, parseCount } from './amounts.js'
import { showProgress } from './progress.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

interface PruneOptions extends StoreChoice {
  readonly maxAge?: number
  readonly maxMessages?: number
  readonly maxBytes?: number
  readonly dryRun?: boolean
}

/** `clacks archive prune` */
export function addPrune(archive: Command): void {
  withStoreOption(archive.command('prune').description('remove what is too much, longest unseen first'))
    .option('--max-age <age>', 'what was not seen for so long: 90s, 30m, 12h, 7d', parseAge)
    .option('--max-messages <count>', 'what is beyond so many messages', parseCount)
    .option('--max-bytes <bytes>', 'what is beyond so many bytes of JSON: 500, 10kB, 1.5GB', parseBytes)
    .option('--dry-run', 'remove nothing, and say what would be removed')
    .action(({ maxAge = 0, maxMessages = 0, maxBytes = 0, dryRun = false, ...choice }: PruneOptions) => {
      const limits = { maxAge, maxMessages, maxBytes }
      if (!isLimited(limits))
        throw new ClacksError(
          'ERR_CLACKS_OPTION',
          'Say what is too much: --max-age, --max-messages or --max-bytes.',
        )
      return withStore(choice, async (store) => {
        const progress = showProgress('messages', (await store.totals()).messages)
        let count = 0
        let bytes = 0
        for await (const page of surplus(store, limits, Date.now())) {
          if (!dryRun) await store.remove(page.map(({ position }) => position))
          count += page.length
          bytes += page.reduce((sum, each) => sum + each.bytes, 0)
          progress.at(count)
        }
        progress.end()
        const verb = dryRun ? 'would be removed' : 'were removed'
        console.log(`${countText(count)} messages (${bytesText(bytes)}) ${verb}.`)
        if (!dryRun && count > 0) console.log('`clacks archive compact` gives their space back to the disk.')
      })
    })
}

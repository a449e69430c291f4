import { ClacksError } from 'clacks'
import type { Command } from 'commander'
import { isLimited, surplus } from '../retention.js'
import { bytesText, messagesText, parseAge, parseBytes, parseCount } from './amounts.js'
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
  withStoreOption(
    archive
      .command('prune')
      .description('remove messages beyond the given limits, least recently seen first'),
  )
    .option('--max-age <age>', 'messages that were not seen for this long: 90s, 30m, 12h, 7d', parseAge)
    .option('--max-messages <count>', 'messages beyond this count', parseCount)
    .option('--max-bytes <bytes>', 'messages beyond this many bytes of JSON: 500, 10kB, 1.5GB', parseBytes)
    .option('--dry-run', 'only report what would be removed')
    .action(({ maxAge = 0, maxMessages = 0, maxBytes = 0, dryRun = false, ...choice }: PruneOptions) => {
      const limits = { maxAge, maxMessages, maxBytes }
      if (!isLimited(limits))
        throw new ClacksError(
          'ERR_CLACKS_OPTION',
          'Expected a limit: --max-age, --max-messages or --max-bytes.',
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
        const verb = dryRun ? 'Would remove' : 'Removed'
        console.log(`${verb} ${messagesText(count)} (${bytesText(bytes)}).`)
        if (!dryRun && count > 0) console.log('`clacks archive compact` returns their space to the disk.')
      })
    })
}

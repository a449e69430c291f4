import type { Command } from 'commander'
import { bytesText } from './amounts.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

/** `clacks archive compact` */
export function addCompact(archive: Command): void {
  withStoreOption(
    archive
      .command('compact')
      .description('return free space to the disk; a node postpones its writes meanwhile'),
  ).action((options: StoreChoice) =>
    withStore(options, async (store) => {
      const before = (await store.stats()).storeBytes
      await store.compact()
      const after = (await store.stats()).storeBytes
      console.log(`${bytesText(before)} before, ${bytesText(after)} now.`)
    }),
  )
}

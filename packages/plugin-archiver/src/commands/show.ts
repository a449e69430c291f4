import { ClacksError } from 'clacks'
import type { Command } from 'commander'
import { ArchiveReader } from '../reading/archive-reader.js'
import { jsonOf } from './message-json.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

/** `clacks archive show` */
export function addShow(archive: Command): void {
  withStoreOption(archive.command('show').description('print a message with its sightings as JSON'))
    .argument('<hash>', 'the hash, as printed by search')
    .action((hash: string, options: StoreChoice) =>
      withStore(options, async (store) => {
        const found = await new ArchiveReader(store).get(hash)
        if (found === undefined)
          throw new ClacksError('ERR_CLACKS_ARCHIVE', `The archive has no message with the hash ${hash}.`)
        const { cursor: _, ...message } = found
        console.log(jsonOf(message, 2))
      }),
    )
}

import type { Command } from 'commander'
import type { ArchiveStore, StoredMessage } from '../archive.js'
import { messagesText } from './amounts.js'
import { fileArgument } from './file-argument.js'
import { writeLines } from './lines-out.js'
import { type Progress, showProgress } from './progress.js'
import { type StoreChoice, withStore, withStoreOption } from './with-store.js'

const PAGE = 1_000

/** `clacks archive export` */
export function addExport(archive: Command): void {
  withStoreOption(
    archive
      .command('export')
      .description('write all messages as NDJSON, in the order in which they were archived'),
  )
    .argument('[file]', 'default, or -: standard output', fileArgument)
    .action((file: string | undefined, options: StoreChoice) =>
      withStore(options, async (store) => {
        const { messages } = await store.totals()
        const progress = showProgress('messages', messages)
        let count = 0
        const counted = async function* () {
          for await (const message of allOf(store, progress)) {
            count++
            yield exportLine(message)
          }
        }
        await writeLines(counted(), file)
        progress.end()
        if (file !== undefined) console.log(`Exported ${messagesText(count)} to ${file}.`)
      }),
    )
}

/** All messages of a store, page by page. */
export async function* allOf(
  store: Pick<ArchiveStore, 'scan'>,
  progress: Progress,
): AsyncGenerator<StoredMessage> {
  let done = 0
  let last = 0
  for (;;) {
    const page = await store.scan(last, PAGE)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.position
    done += page.length
    progress.at(done)
  }
}

/** A message as a line of an export. Its JSON text is copied unchanged. */
function exportLine(message: StoredMessage): string {
  const { hash, json, firstSeen, lastSeen, timesSeen, peers, signature } = message
  const known = signature === 'unknown' ? {} : { signature }
  const rest = JSON.stringify({ firstSeen, lastSeen, timesSeen, peers, ...known })
  return `{"hash":"${hash}","message":${json},${rest.slice(1)}`
}

import { type QueuedText, systemClock } from 'clacks'
import { type Disk, localDisk } from '../src/disk.js'
import { type Fsync, Journal } from '../src/journal.js'

/** A message with this transfer. */
export function message(transfer: string, text: string = transfer): QueuedText {
  const json = JSON.stringify(text)
  return { transfer, json, bytes: Buffer.byteLength(json), sender: undefined }
}

/** Opens a journal, and collects its failures. */
export async function openJournal(
  folder: string,
  {
    disk = localDisk,
    fsync = 'always',
    compactAbove = 2 ** 30,
  }: { disk?: Disk; fsync?: Fsync; compactAbove?: number } = {},
) {
  const failures: unknown[] = []
  const compactionFailures: unknown[] = []
  const journal = await Journal.open({
    disk,
    clock: systemClock,
    folder,
    fsync,
    compactAbove,
    writeFailed: (thrown) => failures.push(thrown),
    written: () => failures.splice(0),
    closeFailed: (thrown) => failures.push(thrown),
    compactionFailed: (thrown) => compactionFailures.push(thrown),
  })
  return { journal, failures, compactionFailures }
}

/** The transfers of the messages in a journal. */
export function transfersIn(journal: Journal): string[] {
  return Array.from(journal.messages, ({ transfer }) => transfer)
}

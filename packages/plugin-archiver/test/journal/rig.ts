import type { QueuedText } from 'clacks'
import { type Disk, machineDisk } from '../../src/journal/disk.js'
import { type Fsync, Journal } from '../../src/journal/journal.js'

/** A message with a name. */
export function message(transfer: string, text: string = transfer): QueuedText {
  const json = JSON.stringify(text)
  return { transfer, json, bytes: Buffer.byteLength(json) }
}

/** A journal, and what it said. */
export async function openJournal(
  folder: string,
  {
    disk = machineDisk,
    fsync = 'always',
    compactAbove = 2 ** 30,
  }: { disk?: Disk; fsync?: Fsync; compactAbove?: number } = {},
) {
  const failures: unknown[] = []
  const notCompacted: unknown[] = []
  const journal = await Journal.open({
    disk,
    folder,
    fsync,
    compactAbove,
    failed: (thrown) => failures.push(thrown),
    written: () => failures.splice(0),
    notCompacted: (thrown) => notCompacted.push(thrown),
  })
  return { journal, failures, notCompacted }
}

/** The names of the messages that a journal holds. */
export function held(journal: Journal): string[] {
  return Array.from(journal.messages, ({ transfer }) => transfer)
}

import type { QueuedText } from 'clacks'
import type { JournalFolder } from './journal-folder.js'
import { encodeRecord, VERSION } from './record.js'
import { Segment } from './segment.js'

/** What a compaction replaces, and by what. */
export interface Compaction {
  /** The messages that are not removed. */
  readonly messages: readonly QueuedText[]
  /** The names of those among them that left the queue. */
  readonly left: readonly string[]
  /** The numbers of the files to replace. */
  readonly obsolete: readonly number[]
  /** The names of damaged files among them. They are renamed, not deleted. */
  readonly damaged: readonly string[]
}

/** Bytes of one write. */
const MAX_BYTES = 2 ** 20

/**
 * Writes a file that replaces all earlier ones. They are valid until the new file is renamed to its
 * final name, and obsolete from then on: whenever the process ends, one of the two is complete.
 * @param number of the new file, higher than those that it replaces
 * @returns its size in bytes
 */
export async function compact(
  folder: JournalFolder,
  number: number,
  { messages, left, obsolete, damaged }: Compaction,
): Promise<number> {
  const { disk } = folder
  const unfinished = `${folder.file(number)}.new`
  const segment = await Segment.open(disk, unfinished, 0)
  try {
    for (const bytes of recordsOf(messages, left)) await segment.append(bytes)
    await segment.sync()
  } catch (thrown) {
    await segment.close()
    await disk.remove(unfinished).catch(() => {})
    throw thrown
  }
  await segment.close()
  await disk.rename(unfinished, folder.file(number))
  await folder.sync()
  for (const earlier of obsolete) {
    const file = folder.file(earlier)
    await (damaged.includes(folder.name(earlier)) ? disk.rename(file, `${file}.damaged`) : disk.remove(file))
  }
  return segment.size
}

function* recordsOf(messages: readonly QueuedText[], left: readonly string[]): Generator<Buffer> {
  let parts = [encodeRecord({ kind: 'head', version: VERSION, isBase: true })]
  let size = 0
  for (const message of messages) {
    const bytes = encodeRecord({ kind: 'messages', messages: [message] })
    parts.push(bytes)
    size += bytes.length
    if (size < MAX_BYTES) continue
    yield Buffer.concat(parts)
    parts = []
    size = 0
  }
  for (const transfer of left) parts.push(encodeRecord({ kind: 'left', transfers: [transfer] }))
  yield Buffer.concat(parts)
}

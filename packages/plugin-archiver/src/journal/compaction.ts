import type { QueuedText } from 'clacks'
import type { JournalFolder } from './folder.js'
import { encodeRecord, VERSION } from './record.js'
import { Segment } from './segment.js'

/** What is left of earlier files. */
export interface Leftovers {
  readonly messages: readonly QueuedText[]
  /** The numbers of the files that go. */
  readonly obsolete: readonly number[]
  /** Names of those among them that are set aside under another name: somebody may want to look at them. */
  readonly damaged: readonly string[]
}

/** Bytes of one write. */
const MAX_BYTES = 2 ** 20

/**
 * Writes a file that stands for all earlier ones. Until its name is in place these count, from then on they do not: whenever the
 * process ends, one of both is whole.
 * @param number of the file, which is later than those that it stands for
 * @returns its size in bytes
 */
export async function compact(
  folder: JournalFolder,
  number: number,
  { messages, obsolete, damaged }: Leftovers,
): Promise<number> {
  const { disk } = folder
  const unfinished = `${folder.file(number)}.new`
  const segment = await Segment.open(disk, unfinished, 0)
  try {
    for (const bytes of recordsOf(messages)) await segment.append(bytes)
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

function* recordsOf(messages: readonly QueuedText[]): Generator<Buffer> {
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
  yield Buffer.concat(parts)
}

import type { QueuedText } from 'clacks'
import { type Ending, takeEnding } from './ending.js'
import type { JournalFolder } from './journal-folder.js'
import { VERSION } from './record.js'
import { type Scan, scan } from './scan.js'

/** Bytes of a journal that could not be read, or are missing. */
export interface Damage {
  /** The name of the file in the folder of the journal. */
  readonly file: string
  readonly at: number
  readonly bytes: number
  /**
   * At the end of the last file, of a process that did not close the journal: usually the
   * incomplete write of one that was killed.
   */
  readonly isEnd: boolean
}

/** The content of a journal. */
export interface Replay {
  /** The messages that are not removed, oldest first, by transfer. */
  readonly messages: Map<string, QueuedText>
  /** The names of those among them that left the queue. */
  readonly left: Set<string>
  readonly damages: readonly Damage[]
  /** The valid files in order, and the size of the readable part of each. */
  readonly files: readonly { readonly number: number; readonly size: number }[]
  /** How it was closed; undefined if it was not. */
  readonly ending: Ending | 'damaged' | undefined
  /** Numbers of files that a compaction has replaced. */
  readonly obsolete: readonly number[]
}

/**
 * Reads a journal. Damage is skipped and reported.
 * @throws Error if the journal is of a later version
 */
export async function replay(folder: JournalFolder): Promise<Replay> {
  const messages = new Map<string, QueuedText>()
  const left = new Set<string>()
  const damages: Damage[] = []
  const files: { number: number; size: number }[] = []
  const obsolete: number[] = []
  const numbers = await folder.numbers()
  const ending = await takeEnding(folder)
  for (const number of numbers) {
    const bytes = (await folder.disk.read(folder.file(number))) ?? Buffer.alloc(0)
    const scanned = scan(bytes)
    const file = folder.name(number)
    if (isBase(scanned, file)) {
      obsolete.push(...files.splice(0).map((one) => one.number))
      messages.clear()
      left.clear()
      damages.length = 0
    }
    apply(scanned, messages, left)
    for (const gap of scanned.gaps) damages.push({ file, ...gap, isEnd: false })
    const rest = bytes.length - scanned.end
    const isLast = number === numbers.at(-1)
    const missing = isLast ? missingIn(ending, number, scanned.end) : 0
    const isEnd = isLast && missing === 0
    if (rest > 0 || missing > 0)
      damages.push({ file, at: scanned.end, bytes: Math.max(rest, missing), isEnd })
    files.push({ number, size: isEnd ? scanned.end : bytes.length })
  }
  if (typeof ending === 'object' && ending.number > (numbers.at(-1) ?? 0))
    damages.push({ file: folder.name(ending.number), at: 0, bytes: ending.size, isEnd: false })
  return { messages, left, damages, files, obsolete, ending }
}

/** How many bytes the last file had beyond this end when the journal was closed. */
function missingIn(ending: Replay['ending'], number: number, end: number): number {
  // If it is longer now, the record of an earlier close came back after a power failure.
  return typeof ending === 'object' && ending.number === number ? Math.max(0, ending.size - end) : 0
}

function isBase({ records }: Scan, file: string): boolean {
  const heads = records.filter((record) => record.kind === 'head')
  const later = heads.find(({ version }) => version > VERSION)
  if (later !== undefined) {
    const text = `${file} was written by a later version of the plugin (format ${later.version}; this one reads up to ${VERSION})`
    throw new Error(`${text}. Install that version, or let it send its queue first.`)
  }
  return heads.some((head) => head.isBase)
}

function apply({ records }: Scan, messages: Map<string, QueuedText>, left: Set<string>): void {
  for (const record of records) {
    if (record.kind === 'messages')
      for (const message of record.messages) messages.set(message.transfer, message)
    if (record.kind === 'left') for (const transfer of record.transfers) left.add(transfer)
    if (record.kind === 'removals')
      for (const transfer of record.transfers) {
        messages.delete(transfer)
        left.delete(transfer)
      }
  }
}

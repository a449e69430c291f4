import { decodeRecord, type JournalRecord, MARKER } from './record.js'

/** Bytes of a file that are not records. */
export interface Gap {
  readonly at: number
  readonly bytes: number
}

/** The content of a journal file. */
export interface Scan {
  readonly records: readonly JournalRecord[]
  /** Damage between records. */
  readonly gaps: readonly Gap[]
  /** The end of the last complete record. The rest is an incomplete write, or damage. */
  readonly end: number
}

/** Reads all complete records of a file, including those after damage. */
export function scan(bytes: Buffer): Scan {
  const records: JournalRecord[] = []
  const gaps: Gap[] = []
  let end = 0
  for (let at = 0; at !== -1 && at < bytes.length; ) {
    const decoded = decodeRecord(bytes, at)
    if (decoded === undefined) {
      at = bytes.indexOf(MARKER, at + 1)
      continue
    }
    if (at > end) gaps.push({ at: end, bytes: at - end })
    records.push(decoded.record)
    at += decoded.length
    end = at
  }
  return { records, gaps, end }
}

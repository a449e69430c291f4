import { decodeRecord, type JournalRecord, MARKER } from './record.js'

/** Bytes of a file that are no records. */
export interface Gap {
  /** Where they begin. */
  readonly at: number
  readonly bytes: number
}

/** What a file of a journal holds. */
export interface Scan {
  readonly records: readonly JournalRecord[]
  /** What is damaged between records. */
  readonly gaps: readonly Gap[]
  /** Where the last whole record ends: what follows is the torn end of a write, or damaged. */
  readonly end: number
}

/** Reads all records of a file that are whole, also those behind what is damaged. */
export function scan(bytes: Buffer): Scan {
  const records: JournalRecord[] = []
  const gaps: Gap[] = []
  let end = 0
  for (let at = 0; at !== -1 && at < bytes.length; ) {
    const found = decodeRecord(bytes, at)
    if (found === undefined) {
      at = bytes.indexOf(MARKER, at + 1)
      continue
    }
    if (at > end) gaps.push({ at: end, bytes: at - end })
    records.push(found.record)
    at += found.length
    end = at
  }
  return { records, gaps, end }
}

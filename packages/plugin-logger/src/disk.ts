import { close, ftruncate, open, read, writeFile } from 'node:fs'
import { promisify } from 'node:util'

// File descriptors instead of FileHandle: a `patient` network of clacks/testing cannot observe that
// a FileHandle is being closed, and would continue too early.

/** Opens a file. */
const openWith = promisify(open)

/** New files are for their owner only: messages are private. */
export const openFile = (path: string, flags: string): Promise<number> => openWith(path, flags, 0o600)
/** Reads from an open file. */
export const readFrom = promisify(read)
/** Writes everything to an open file, in several steps if needed. */
export const writeTo = promisify(writeFile)
/** Truncates an open file. */
export const truncate = promisify(ftruncate)
/** Closes a file. */
export const closeFile = promisify(close)

/** Whether an error has one of these codes. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code))
}

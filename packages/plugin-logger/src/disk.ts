import { close, ftruncate, open, read, writeFile } from 'node:fs'
import { promisify } from 'node:util'

// Files by number: the closing of a FileHandle does not show as file work of the process, and a `patient` network of
// clacks/testing would go on before it has ended.

/** Opens a file. */
export const openFile = promisify(open)
/** Reads bytes of an open file. */
export const readFrom = promisify(read)
/** Writes all of it to an open file, in as many steps as the system wants. */
export const writeTo = promisify(writeFile)
/** Cuts an open file. */
export const cut = promisify(ftruncate)
/** Closes a file. */
export const closeFile = promisify(close)

/** Whether the operating system said so. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code))
}

import { join } from 'node:path'
import { CheckedFile } from './checked-file.js'
import type { JournalFolder } from './journal-folder.js'
import { contentOf, withVersion } from './peers-and-pins.js'

/**
 * What a journal was when it was closed. What it lacks later was lost since; a process that is
 * killed leaves no such record, and may have left an incomplete write.
 */
export interface Ending {
  /** The number of the last file. */
  readonly number: number
  /** Its size in bytes. */
  readonly size: number
  /** How many messages the journal had, those that had left the queue included. */
  readonly messages: number
}

const FILE = 'closed.json'

/**
 * Reads the record of the last close, and removes it: from now on the journal changes.
 * @throws Error if it cannot be read, or is of a later version
 */
export async function takeEnding({ disk, path }: JournalFolder): Promise<Ending | 'damaged' | undefined> {
  const file = new CheckedFile(disk, join(path, FILE), () => {})
  const loaded = await file.load()
  if (loaded !== undefined) await disk.remove(file.path)
  return typeof loaded === 'object' ? contentOf<Ending>(file, loaded.text) : loaded
}

/** Records how a journal was closed. Without it, a later loss at its end is not noticed. */
export async function saveEnding(
  { disk, path }: JournalFolder,
  ending: Ending,
  failed: (thrown: unknown) => void,
): Promise<void> {
  await new CheckedFile(disk, join(path, FILE), failed).save(withVersion(ending))
}

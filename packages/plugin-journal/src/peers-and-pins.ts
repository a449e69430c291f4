import { rename } from 'node:fs/promises'
import type { Log, StoredPeer } from 'clacks'
import type { CheckedFile } from './checked-file.js'

/** The format version of the files beside the journal. */
const VERSION = 1

/** The text of a file beside the journal. */
export function withVersion(content: unknown): string {
  return JSON.stringify({ version: VERSION, content })
}

/**
 * The stored peers. A damaged file is renamed, and the node discovers its peers again.
 * @throws Error if the file is of a later version, or cannot be read
 */
export async function loadPeers(file: CheckedFile, log: Log): Promise<readonly StoredPeer[]> {
  const loaded = await file.load()
  if (loaded === 'damaged') {
    const renamed = `${file.path}.damaged`
    log.error(`${file.path} is damaged and is renamed to ${renamed}. The node discovers its peers again.`)
    await rename(file.path, renamed)
    return []
  }
  return loaded === undefined ? [] : contentOf<readonly StoredPeer[]>(file, loaded.text)
}

/**
 * The stored pins.
 * @throws Error if the file is damaged: a node that silently lost its pins would trust anyone
 */
export async function loadPins(file: CheckedFile): Promise<Readonly<Record<string, string>>> {
  const loaded = await file.load()
  if (loaded === 'damaged')
    throw new Error(
      `The pins in ${file.path} are damaged. Delete the file to trust the next key that each peer shows.`,
    )
  return loaded === undefined ? {} : contentOf<Readonly<Record<string, string>>>(file, loaded.text)
}

/**
 * The content of a file beside the journal.
 * @throws Error if it was written by a later version
 */
export function contentOf<Content>(file: CheckedFile, text: string): Content {
  // The checksum shows that a node wrote it.
  const { version, content }: { version: number; content: Content } = JSON.parse(text)
  if (version > VERSION)
    throw new Error(`${file.path} was written by a later version of the plugin. Install that version.`)
  return content
}

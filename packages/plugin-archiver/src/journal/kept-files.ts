import { rename } from 'node:fs/promises'
import type { Log, StoredPeer } from 'clacks'
import type { CheckedFile } from './checked-file.js'

/** Peers and pins carry the version of their form. */
const VERSION = 1

/** The text of a file of peers or pins. */
export function versioned(content: unknown): string {
  return JSON.stringify({ version: VERSION, content })
}

/**
 * The peers that were kept. Damaged ones are set aside: peers are found again.
 * @throws Error where they are of a later version, or cannot be read
 */
export async function peersFrom(file: CheckedFile, log: Log): Promise<readonly StoredPeer[]> {
  const text = await file.load()
  if (text === 'damaged') {
    log.error(`${file.path} is damaged and set aside; the node finds its peers again.`)
    await rename(file.path, `${file.path}.damaged`)
    return []
  }
  return text === undefined ? [] : contentOf<readonly StoredPeer[]>(file, text.whole)
}

/**
 * The pins that were kept.
 * @throws Error where they are damaged: a node that forgot its pins silently would trust anybody
 */
export async function pinsFrom(file: CheckedFile): Promise<Readonly<Record<string, string>>> {
  const text = await file.load()
  if (text === 'damaged')
    throw new Error(
      `The pins in ${file.path} are damaged. Delete the file to trust anew what peers show first.`,
    )
  return text === undefined ? {} : contentOf<Readonly<Record<string, string>>>(file, text.whole)
}

function contentOf<Content>(file: CheckedFile, text: string): Content {
  // The checksum has shown that it is what a node wrote.
  const { version, content }: { version: number; content: Content } = JSON.parse(text)
  if (version > VERSION)
    throw new Error(`${file.path} was written by a later version of the plugin; install that version.`)
  return content
}

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The new content of a file. */
export interface Change {
  /** Relative to the folder of the plugin, with `/`. */
  readonly path: string
  readonly text: string
  /** Whether the file must not exist yet. */
  readonly isNew: boolean
}

/** Writes a file of the plugin. @throws Error if it must be new and exists */
export async function write(folder: string, { path, text, isNew }: Change): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { flag: isNew ? 'wx' : 'w' })
}

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A file as it is to be. */
export interface Change {
  /** From the folder of the plugin, with `/`. */
  readonly path: string
  readonly text: string
  /** Whether it must not be there yet. */
  readonly isNew: boolean
}

/** Writes a file of the plugin. @throws Error where it must be new and is not */
export async function write(folder: string, { path, text, isNew }: Change): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { flag: isNew ? 'wx' : 'w' })
}

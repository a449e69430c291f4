import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * An empty folder with spaces and non-ASCII letters in its path, and a function that removes it.
 */
export async function temporaryFolder(): Promise<[folder: string, clean: () => Promise<void>]> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks create ü-'))
  return [folder, () => rm(folder, { recursive: true, force: true })]
}

/** Calls a function with such a folder. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const [folder, clean] = await temporaryFolder()
  try {
    await use(folder)
  } finally {
    await clean()
  }
}

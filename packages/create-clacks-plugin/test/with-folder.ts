import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty folder with spaces and non-ASCII letters in its path, put away again. */
export async function withFolder<Result>(look: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks create ü-'))
  try {
    return await look(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

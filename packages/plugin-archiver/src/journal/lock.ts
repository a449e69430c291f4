import { join } from 'node:path'
import Database from 'libsql'

/** The right to a folder, for one process at a time. */
export interface FolderLock {
  release(): void
}

/**
 * Takes a folder for this process. The lock is one of the operating system, held by a connection of SQLite to a file without
 * content: it goes when the process ends, however it ends, so that there is nothing stale to be judged by its age or by the number
 * of a process.
 * @throws Error where another process, or another journal of this one, has it
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'lock')
  const database = new Database(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!(cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY')))
      throw cause
    throw new Error(`The journal ${folder} is in use: by another process, or by another node of this one.`, {
      cause,
    })
  }
  return {
    release() {
      database.close()
    },
  }
}

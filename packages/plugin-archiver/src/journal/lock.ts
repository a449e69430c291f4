import { join } from 'node:path'
import Database from 'libsql'
import { textOf } from '../store-failure.js'

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
  const database = open(join(folder, 'lock'))
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

function open(file: string): Database.Database {
  try {
    return new Database(file, { timeout: 0 })
  } catch (cause) {
    throw new Error(`The lock of the journal cannot be opened: ${file}: ${textOf(cause)}`, { cause })
  }
}

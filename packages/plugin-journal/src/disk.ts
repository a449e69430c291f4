import { close, fdatasync, fsync, ftruncate, open, write, writeSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { codeOf } from './error-text.js'

/** An open file of a {@link Disk}. */
export interface DiskFile {
  /** Writes all bytes at this position. */
  write(bytes: Uint8Array, at: number): Promise<void>
  /** Sets the size of the file. */
  truncate(size: number): Promise<void>
  /** Resolves when what was written survives a power failure. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The file system functions that a journal needs. Paths are absolute. */
export interface Disk {
  makeFolder(path: string): Promise<void>
  /** The names of the files in a folder. */
  list(folder: string): Promise<string[]>
  /** The content of a file; undefined if there is no file. */
  read(path: string): Promise<Buffer | undefined>
  /** Opens a file for writing. Created if missing. */
  open(path: string): Promise<DiskFile>
  /** Renames a file atomically, replacing the target. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Resolves when the names in a folder survive a power failure. */
  syncFolder(path: string): Promise<void>
}

// File descriptors, not FileHandle: the networks of clacks/testing wait for their operations.
const files = {
  open: promisify(open),
  write: promisify(write),
  truncate: promisify(ftruncate),
  sync: promisify(fdatasync),
  syncAll: promisify(fsync),
  close: promisify(close),
}

/**
 * Up to this size a write is synchronous: it only fills the page cache, and a thread costs more.
 */
const MAX_SYNC_BYTES = 65_536

/** Errors of systems that cannot sync a folder, such as Windows. */
const FOLDER_SYNC_UNSUPPORTED = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'EBADF']

/** The disk of this machine. */
export const localDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 })
  },
  list: (folder) => readdir(folder),
  async read(path) {
    try {
      return await readFile(path)
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return undefined
      throw thrown
    }
  },
  async open(path) {
    // Not truncated and not in append mode: an incomplete write is overwritten.
    const file = await files.open(path, 'r+').catch((thrown: unknown) => {
      if (codeOf(thrown) === 'ENOENT') return files.open(path, 'wx+', 0o600)
      throw thrown
    })
    return {
      async write(bytes, at) {
        for (let done = 0; done < bytes.length; ) {
          const left = bytes.length - done
          if (left <= MAX_SYNC_BYTES) done += writeSync(file, bytes, done, left, at + done)
          else done += (await files.write(file, bytes, done, left, at + done)).bytesWritten
        }
      },
      truncate: (size) => files.truncate(file, size),
      sync: () => files.sync(file),
      close: () => files.close(file),
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    try {
      const folder = await files.open(path, 'r')
      await files.syncAll(folder).finally(() => files.close(folder))
    } catch (thrown) {
      if (!FOLDER_SYNC_UNSUPPORTED.includes(codeOf(thrown))) throw thrown
    }
  },
}

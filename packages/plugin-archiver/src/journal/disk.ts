import { close, fdatasync, fsync, ftruncate, open, write, writeSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'

/** An open file of a {@link Disk}. */
export interface DiskFile {
  /** Writes all of it, at a place. */
  write(bytes: Uint8Array, at: number): Promise<void>
  /** Ends the file here. */
  cut(size: number): Promise<void>
  /** Resolves when what was written would survive the loss of power. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** What a journal needs of a file system. Paths are whole. */
export interface Disk {
  makeFolder(path: string): Promise<void>
  /** The names of what is in a folder. */
  list(folder: string): Promise<string[]>
  /** The content of a file; undefined where it is not there. */
  read(path: string): Promise<Buffer | undefined>
  /** Opens a file for writing. It is made where it is not there. */
  open(path: string): Promise<DiskFile>
  /** Puts a file in the place of another, from one moment to the next. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Resolves when the names in a folder would survive the loss of power. */
  syncFolder(path: string): Promise<void>
}

// Files by number: a FileHandle is not seen by the networks of clacks/testing that wait for the file work of the process.
const files = {
  open: promisify(open),
  write: promisify(write),
  cut: promisify(ftruncate),
  sync: promisify(fdatasync),
  syncAll: promisify(fsync),
  close: promisify(close),
}

/** So little is written at once: it only goes to the memory of the system, and the way through a thread costs far more. */
const AT_ONCE_BYTES = 65_536

/** Not all systems can sync a folder (Windows cannot), and not all need it. */
const NO_SYNC_OF_FOLDERS = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'EBADF']

/** The disk of the machine. */
export const machineDisk: Disk = {
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
    // Neither cut on opening, nor only appended to: what could not be written whole is written over.
    const file = await files.open(path, 'r+').catch((thrown: unknown) => {
      if (codeOf(thrown) === 'ENOENT') return files.open(path, 'wx+', 0o600)
      throw thrown
    })
    return {
      async write(bytes, at) {
        for (let done = 0; done < bytes.length; ) {
          const left = bytes.length - done
          if (left <= AT_ONCE_BYTES) done += writeSync(file, bytes, done, left, at + done)
          else done += (await files.write(file, bytes, done, left, at + done)).bytesWritten
        }
      },
      cut: (size) => files.cut(file, size),
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
      if (!NO_SYNC_OF_FOLDERS.includes(codeOf(thrown))) throw thrown
    }
  },
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}

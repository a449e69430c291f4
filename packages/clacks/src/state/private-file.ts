import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Only the owner has access. */
const OWNER_ONLY = 0o600
const OWNER_ONLY_FOLDER = 0o700

/**
 * Writes a file as a whole or not at all, readable by its owner only. A process or machine that
 * ends meanwhile leaves the previous content. The folder is created if missing (mode 700).
 *
 * The text goes to a new file in the same folder, is synced, and is renamed. That needs neither
 * hard links nor a second folder, so it works on every file system and in a volume.
 *
 * @param path an absolute path
 * @param mode the permissions of the file. Default: 600
 * @throws Error of the file system
 */
export function writePrivateFile(path: string, text: string, mode = OWNER_ONLY): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER })
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    writeSynced(unfinished, text, mode)
    renameSync(unfinished, path)
  } catch (thrown) {
    rmSync(unfinished, { force: true })
    throw thrown
  }
  syncFolder(folder)
}

function writeSynced(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The new name survives a power failure, too. Not every system can sync a folder. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // The file itself is synced: at worst, the previous content comes back.
  }
}

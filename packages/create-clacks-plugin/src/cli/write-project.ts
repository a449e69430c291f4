import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './usage-error.js'

/** What a folder for a project may contain: a fresh clone is empty but for this. */
const ALLOWED = '.git'

/**
 * Checks that a project can be written to a folder: it does not exist, or contains at most `.git`.
 *
 * @returns whether the folder exists
 * @throws UsageError if the parent is missing; Error if the folder has files
 */
export function checkFolder(folder: string): boolean {
  if (!existsSync(dirname(folder))) throw new UsageError(`the folder ${dirname(folder)} does not exist.`)
  const entries = entriesOf(folder)?.filter((name) => name !== ALLOWED)
  if (entries === undefined || entries.length === 0) return entries !== undefined
  const shown = entries.slice(0, 5).join(', ') + (entries.length > 5 ? ' …' : '')
  throw new Error(`${folder} exists and is not empty: ${shown}. Nothing was written.`)
}

/**
 * Writes a project as a whole or not at all: it is written to a temporary folder beside or in the
 * folder, and renamed.
 *
 * @throws as {@link checkFolder}; Error if the folder cannot be written
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const isThere = checkFolder(folder)
  // While this listener is registered, Ctrl-C waits: everything happens in one turn of the event
  // loop.
  const wait = () => {}
  process.on('SIGINT', wait)
  let temporary: string | undefined
  try {
    temporary = mkdtempSync(join(isThere ? folder : dirname(folder), '.create-clacks-plugin-'))
    const written = join(temporary, 'project')
    mkdirSync(written)
    for (const [path, text] of files) {
      mkdirSync(dirname(join(written, path)), { recursive: true })
      writeFileSync(join(written, path), text)
    }
    if (isThere) moveEntries(written, folder)
    else renameSync(written, folder)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Error(`${folder} cannot be written: ${reason}. Nothing was created.`, { cause: thrown })
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
    process.off('SIGINT', wait)
  }
}

/** Moves all entries of a folder to another one, or none. */
function moveEntries(from: string, to: string): void {
  const moved: string[] = []
  try {
    for (const name of readdirSync(from)) {
      renameSync(join(from, name), join(to, name))
      moved.push(name)
    }
  } catch (thrown) {
    for (const name of moved) rmSync(join(to, name), { recursive: true, force: true })
    throw thrown
  }
}

/**
 * The entries of a folder; undefined if it does not exist. A file in its place counts as an entry.
 */
function entriesOf(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).sort()
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'ENOENT') return undefined
    if (code === 'ENOTDIR') return ['it is a file']
    throw thrown
  }
}

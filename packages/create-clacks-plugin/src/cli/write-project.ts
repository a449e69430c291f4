import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from './usage-error.js'

/**
 * Writes a project atomically: it is written beside the folder, and renamed.
 *
 * @throws UsageError if the parent is missing; Error if the folder has files, or cannot be written
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const parent = dirname(folder)
  if (!existsSync(parent)) throw new UsageError(`the folder ${parent} does not exist.`)
  const entries = entriesOf(folder)
  if (entries !== undefined && entries.length > 0) {
    const shown = entries.slice(0, 5).join(', ') + (entries.length > 5 ? ' …' : '')
    throw new Error(`${folder} exists and is not empty: ${shown}. Nothing was written.`)
  }
  // While this listener is registered, Ctrl-C waits: everything happens in one turn of the event
  // loop.
  const wait = () => {}
  process.on('SIGINT', wait)
  let beside: string | undefined
  try {
    beside = mkdtempSync(join(parent, '.create-clacks-plugin-'))
    const written = join(beside, 'project')
    mkdirSync(written)
    for (const [path, text] of files) {
      mkdirSync(dirname(join(written, path)), { recursive: true })
      writeFileSync(join(written, path), text)
    }
    if (entries !== undefined) rmdirSync(folder)
    renameSync(written, folder)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Error(`${folder} cannot be written: ${reason}. Nothing was created.`, { cause: thrown })
  } finally {
    if (beside !== undefined) rmSync(beside, { recursive: true, force: true })
    process.off('SIGINT', wait)
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

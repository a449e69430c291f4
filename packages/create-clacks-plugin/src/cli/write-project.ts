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
 * Writes a project: the folder is there with all its files, or not at all. It is written beside, and renamed.
 *
 * @throws UsageError where the parent is missing; Error where the folder has files, or cannot be written
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const parent = dirname(folder)
  if (!existsSync(parent)) throw new UsageError(`there is no folder ${parent}.`)
  const taken = entriesOf(folder)
  if (taken !== undefined && taken.length > 0) {
    const shown = taken.slice(0, 5).join(', ') + (taken.length > 5 ? ' …' : '')
    throw new Error(`${folder} is there and not empty: ${shown}. Nothing was written.`)
  }
  // While this is registered, Ctrl-C waits for the end: all of it is one turn of the event loop.
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
    if (taken !== undefined) rmdirSync(folder)
    renameSync(written, folder)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Error(`${folder} cannot be written: ${reason}. Nothing was made.`, { cause: thrown })
  } finally {
    if (beside !== undefined) rmSync(beside, { recursive: true, force: true })
    process.off('SIGINT', wait)
  }
}

/** What is in a folder; undefined where there is none. A file in its place counts as what is in the way. */
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

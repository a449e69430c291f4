import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ClacksError, reasonOf } from '../errors.js'
import { writePrivateFile } from './private-file.js'

/**
 * Creates the folder for the state of a node if it is missing (mode 700), with a `.gitignore`.
 *
 * @throws ClacksError ERR_CLACKS_STATE_FOLDER
 */
export function makeStateFolder(folder: string): void {
  if (existsSync(folder)) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writePrivateFile(join(folder, '.gitignore'), '*\n')
  } catch (cause) {
    throw stateFolderError(folder, cause)
  }
}

/** The error of a state folder that cannot be written. */
export function stateFolderError(folder: string, cause: unknown): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_STATE_FOLDER',
    `The state folder ${folder} cannot be written: ${reasonOf(cause)}.`,
    { cause },
  )
}

/**
 * The one path of a file or folder that may not exist yet: symbolic links are resolved as far as
 * they exist.
 */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realPath(parent), basename(path))
  }
}

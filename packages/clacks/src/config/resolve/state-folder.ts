import { hash } from 'node:crypto'
import { accessSync, constants, existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { realPath } from '../../state/state-folder.js'
import type { Environment } from '../layer/environment.js'

/** What decides where the state of a node is. */
export interface StateFolderOf {
  /** The config file, absolute; undefined without one. */
  readonly file: string | undefined
  /** The folder of the config file, or the working directory without one. */
  readonly folder: string
  /** `stateFolder` of the config, absolute, if it is set. */
  readonly stateFolder?: string | undefined
  readonly env: Environment
}

/**
 * The folder for the state of a node, without symbolic links: two paths to the same folder are the
 * same state. It is, in this order,
 *
 * - `stateFolder` of the config or `CLACKS_STATE_FOLDER`;
 * - `.clacks/` beside the config, or in the working directory without one. Configs that share a
 *   folder have a name each (`tower-1.config.ts`), and so do the folders of their nodes
 *   (`.clacks/tower-1/`);
 * - where that does not exist and cannot be created, a folder of the user: one for each config in
 *   `$XDG_STATE_HOME/clacks/`, which is `~/.local/state/clacks/`.
 */
export function stateFolderOf({ file, folder, stateFolder, env }: StateFolderOf): string {
  if (stateFolder !== undefined) return realPath(stateFolder)
  const beside = realPath(join(folder, '.clacks', file === undefined ? '' : nameOf(file)))
  if (existsSync(beside)) return beside
  const ofUser = userStateFolder(env, beside)
  // A folder in use stays in use: permissions that change must not make another node of it.
  return ofUser === undefined || (!existsSync(ofUser) && isWritable(beside)) ? beside : ofUser
}

/** Empty for the usual names of a config. */
function nameOf(file: string): string {
  const name = basename(file, extname(file))
  if (name === 'clacks.config' || name === 'package' || name.startsWith('.clacksrc')) return ''
  return basename(name, '.config')
}

/** Whether a folder can be created. */
function isWritable(folder: string): boolean {
  const parent = dirname(folder)
  if (parent !== folder && !existsSync(parent)) return isWritable(parent)
  try {
    accessSync(parent, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The folder of the user for a config whose own folder is read-only; undefined without a home. */
function userStateFolder({ XDG_STATE_HOME, HOME }: Environment, beside: string): string | undefined {
  // An empty variable is like an unset one.
  const base = XDG_STATE_HOME || (HOME ? join(HOME, '.local', 'state') : undefined)
  return base === undefined
    ? undefined
    : join(realPath(resolve(base)), 'clacks', hash('sha256', beside).slice(0, 16))
}

import { dirname, resolve } from 'node:path'
import { findConfig } from '../find/find.js'
import type { Environment } from '../layer/environment.js'
import { readLayers } from '../layer/layers.js'
import { originOf } from '../layer/merge.js'
import { ModuleGraph } from '../read/module-graph.js'
import { valueAt } from '../read/source.js'
import { stateFolderOf } from './state-folder.js'

/** The config of a node and the folder of its state. */
export interface FoundState {
  /** Undefined without a config. */
  readonly file: string | undefined
  readonly stateFolder: string
}

/**
 * Finds the state folder of a node without checking its config or loading plugins. A config that
 * cannot be read does not hide its running node: it is looked for in the default place.
 *
 * @param path the config file. Default: the nearest one upwards from `cwd`
 */
export async function findStateFolder(
  path: string | undefined,
  cwd: string,
  env: Environment = process.env,
): Promise<FoundState> {
  const file = path === undefined ? await findConfig(cwd) : resolve(cwd, path)
  const stateFolder = await writtenStateFolder(file, cwd, env)
  const folder = file === undefined ? cwd : dirname(file)
  return { file, stateFolder: stateFolderOf({ file, folder, stateFolder, env }) }
}

const KEY = ['stateFolder']

async function writtenStateFolder(
  file: string | undefined,
  cwd: string,
  env: Environment,
): Promise<string | undefined> {
  try {
    const origin = originOf(await readLayers(file, env, cwd, new ModuleGraph()), KEY)
    const written = origin && valueAt(origin.layer.value, KEY)
    return origin && typeof written === 'string' ? resolve(origin.layer.folder, written) : undefined
  } catch {
    return undefined
  }
}

import { dirname, resolve } from 'node:path'
import type { PluginInput } from '../plugins/plugin.js'
import type { Config } from './define-config.js'
import { ConfigError, type Fault } from './fault.js'
import { findConfig } from './find.js'
import { loadFile } from './load.js'
import { resolvePlugins } from './resolve-plugins.js'
import { faultIn } from './source.js'
import { validate } from './validate.js'

/** A config that has no faults. */
export interface LoadedConfig {
  /** The file that says it, as an absolute path; undefined where there is none and the defaults hold. */
  readonly file: string | undefined
  /** The config as it is written. */
  readonly config: Config
  /** Its plugins, found, configured and checked; in the order of the config. */
  readonly plugins: readonly PluginInput[]
}

/** Where a config is looked for. */
export interface LoadConfigOptions {
  /** The folder to search upwards from, and where a relative path starts. Default: the working directory. */
  readonly cwd?: string
}

/**
 * Finds, loads and checks a config, and finds its plugins. Nothing is started, no certificate is made.
 *
 * @param path the config file; left out: the nearest `clacks.config.*`, `.clacksrc*` or `package.json` with a `clacks`
 *   key, upwards from `cwd`. Where there is none, the defaults hold.
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all faults at once
 */
export async function loadConfig(
  path?: string,
  { cwd = process.cwd() }: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  const file = path === undefined ? await findConfig(cwd) : resolve(cwd, path)
  if (file === undefined) return { file, config: {}, plugins: [] }

  const folder = dirname(file)
  const source = await loadFile(file)
  const { config, wrong } = await validate(source.value, folder)
  const { plugins, wrong: wrongPlugins } = await resolvePlugins(source.value, folder)

  const faults = [...wrong, ...wrongPlugins].map((each) => faultIn(source, each))
  if (config === undefined || faults.length > 0) throw new ConfigError(inOrder(faults), file)
  return { file, config, plugins }
}

/** As they stand in the file; what has no place comes first. */
function inOrder(faults: readonly Fault[]): readonly Fault[] {
  const line = ({ place }: Fault): number => place?.line ?? 0
  const column = ({ place }: Fault): number => place?.column ?? 0
  return [...faults].sort((one, other) => line(one) - line(other) || column(one) - column(other))
}

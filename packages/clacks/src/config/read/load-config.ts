import type { PluginInput } from '../../plugins/plugin.js'
import type { Config } from '../define-config.js'
import { type LoadConfigOptions, readConfig } from './read-config.js'

export type { LoadConfigOptions } from './read-config.js'

/** A config that has no faults. */
export interface LoadedConfig {
  /** The file that says it, as an absolute path; undefined where there is none. */
  readonly file: string | undefined
  /**
   * Where relative paths in the options of plugins begin, absolute: the folder of the file, or the
   * working directory.
   */
  readonly folder: string
  /**
   * Everything that it reads: itself, what it extends, what `$file` names. Absolute paths; code may
   * import more.
   */
  readonly files: readonly string[]
  /**
   * The config, presets and environment merged in; `extends` and `plugins` are not in it. Paths are
   * absolute. What nobody says is left out: the node fills in its defaults.
   */
  readonly config: Config
  /** Its plugins, found, configured and checked; in the order of the config. */
  readonly plugins: readonly PluginInput[]
}

/**
 * Finds, loads and checks a config, and finds its plugins. Nothing is started, no certificate is
 * made.
 *
 * @param path the config file; left out: the nearest `clacks.config.*`, `.clacksrc*` or
 * `package.json` with a `clacks`
 *   key, upwards from `cwd`. Where there is none, the defaults hold, and what the environment overrides.
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all faults at once
 */
export async function loadConfig(path?: string, options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { file, folder, files, config, plugins } = await readConfig(path, options)
  return { file, folder, files, config, plugins }
}

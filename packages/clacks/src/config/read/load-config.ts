import type { PluginInput } from '../../plugins/plugin.js'
import type { Config } from '../define-config.js'
import { type LoadConfigOptions, readConfig } from './read-config.js'

export type { LoadConfigOptions } from './read-config.js'

/** A valid config. */
export interface LoadedConfig {
  /** The absolute path of the config file; undefined if there is none. */
  readonly file: string | undefined
  /**
   * The folder that relative paths in the options of plugins start from, absolute: that of the
   * config file, or the working directory.
   */
  readonly folder: string
  /**
   * The folder for the state of the node, absolute and without symbolic links: `stateFolder` of the
   * config, or `.clacks` beside it.
   */
  readonly stateFolder: string
  /**
   * All files that were read: the config, what it extends, what `$file` names, plugins named by
   * path, and the files that their code imports. Absolute paths. Packages are not among them.
   */
  readonly files: readonly string[]
  /**
   * The config, merged with presets and environment, without `extends` and `plugins`. Paths are
   * absolute. Keys that nothing sets are left out: the node fills in its defaults.
   */
  readonly config: Config
  /** Its plugins, resolved, configured and checked, in the order of the config. */
  readonly plugins: readonly PluginInput[]
}

/**
 * Finds, loads and checks a config, and resolves its plugins. Starts nothing and creates no
 * certificate.
 *
 * @param path the config file. Default: the nearest `clacks.config.*`, `.clacksrc*` or
 * `package.json` with a `clacks` key, upwards from `cwd`; if there is none, the defaults and what
 * the environment overrides
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all issues at once
 */
export async function loadConfig(path?: string, options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { file, folder, stateFolder, files, config, plugins } = await readConfig(path, options)
  return { file, folder, stateFolder, files, config, plugins }
}

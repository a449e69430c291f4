import { Clacks } from '../../node.js'
import type { ClacksOptions } from '../../options.js'
import { settingsIn } from '../node-settings.js'
import { type LoadConfigOptions, type LoadedConfig, loadConfig } from '../read/load-config.js'
import { readIdentity } from './identity.js'

/** How `createNode` finds its config, and what overrides it. */
export interface CreateNodeOptions extends LoadConfigOptions {
  /**
   * Options that override those of the config.
   */
  readonly overrides?: ClacksOptions
}

/**
 * Creates a node from a config: finds, loads and checks it, resolves its plugins, and creates the
 * certificate on start if none is named. The node is not started. Throws if the config is invalid.
 *
 * @typeParam Message the type of the messages of the application
 * @param path the config file. Default: the nearest one upwards from `cwd`; if there is none, the
 * defaults
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all issues at once
 * @example
 * const node = await createNode('./clacks.config.ts')
 * await node.start()
 */
export async function createNode<Message = unknown>(
  path?: string,
  { overrides = {}, ...options }: CreateNodeOptions = {},
): Promise<Clacks<Message>> {
  const loaded = await loadConfig(path, options)
  return nodeFrom<Message>(loaded, overrides)
}

/** Creates a node from a config that is already loaded. */
export async function nodeFrom<Message = unknown>(
  { folder, stateFolder, config, plugins }: LoadedConfig,
  overrides: ClacksOptions = {},
): Promise<Clacks<Message>> {
  const peers = config.peers === undefined ? {} : { peers: config.peers }
  const identity = await readIdentity(config)
  return new Clacks<Message>({
    ...settingsIn(config),
    ...peers,
    plugins,
    folder,
    stateFolder,
    ...identity,
    ...overrides,
  })
}

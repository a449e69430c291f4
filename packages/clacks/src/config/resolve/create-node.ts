import { Clacks } from '../../node.js'
import type { ClacksOptions } from '../../options.js'
import { settingsIn } from '../node-settings.js'
import { type LoadConfigOptions, type LoadedConfig, loadConfig } from '../read/load-config.js'
import { loadIdentity } from './identity.js'

/** How `createNode` finds its config, and what it puts in the place of what the config says. */
export interface CreateNodeOptions extends LoadConfigOptions {
  /** Options that win over those of the config. With `key` and `cert`, or a `transport`, no certificate is made. */
  readonly overrides?: ClacksOptions
}

/**
 * Makes a node from a config: finds and loads it, finds its plugins, checks everything, and makes the certificate
 * where none is named. The node is not started. A wrong config makes no node.
 *
 * @typeParam Message what the application puts in the network
 * @param path the config file; left out: the nearest one upwards from `cwd`, or the defaults where there is none
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD, ERR_CLACKS_CERTIFICATE_STORE
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID with all faults at once
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

/** Makes a node from a config that is loaded already. @throws ClacksError ERR_CLACKS_CERTIFICATE_STORE */
export async function nodeFrom<Message = unknown>(
  loaded: LoadedConfig,
  overrides: ClacksOptions = {},
): Promise<Clacks<Message>> {
  const { file, folder, config, plugins } = loaded
  const peers = config.peers === undefined ? {} : { peers: config.peers }
  const identity = overrides.transport === undefined ? await loadIdentity(file, config, overrides) : {}
  return new Clacks<Message>({ ...settingsIn(config), ...peers, plugins, folder, ...identity, ...overrides })
}

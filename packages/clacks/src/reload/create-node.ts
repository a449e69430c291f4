import { settingsIn } from '../config/node-settings.js'
import type { ModuleGraph } from '../config/read/module-graph.js'
import { type LoadConfigOptions, type ReadConfig, readConfig } from '../config/read/read-config.js'
import { nodeFrom } from '../config/resolve/node-from.js'
import type { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import { LiveConfiguration } from './configuration.js'
import { Reloader } from './reloader.js'

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
 * Its plugins can inject the service `configuration`, unless `overrides` replace the plugins.
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
  const loaded = await readConfig(path, options)
  if (overrides.plugins !== undefined) return nodeFrom<Message>(loaded, overrides)
  const configuration = new LiveConfiguration(loaded, options)
  const services = { configuration, ...overrides.services }
  const node = await nodeFrom<Message>(loaded, { ...overrides, services })
  // Made when it is needed: it reads the files of all plugins.
  let reloader: Promise<Reloader> | undefined
  const current = (): Promise<Reloader> => {
    const load = async (modules: ModuleGraph): Promise<ReadConfig> =>
      overridden(await readConfig(loaded.file ?? path, options, modules), overrides)
    reloader ??= Reloader.of(node, overridden(loaded, overrides), load)
    return reloader
  }
  configuration.follow({
    loaded: async () => (await current()).loaded,
    apply: async () => (await current()).apply(),
  })
  return node
}

/** What overrides the config on start does so in a reload, too. */
function overridden(read: ReadConfig, { plugins: _, ...overrides }: ClacksOptions): ReadConfig {
  const settings = settingsIn(overrides)
  return { ...read, config: { ...read.config, ...settings } }
}

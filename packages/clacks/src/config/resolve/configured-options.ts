import { asPlugin } from '../../plugins/as-plugin.js'
import type { OptionsOf, OptionsSchema, PluginFactory } from '../../plugins/define-plugin.js'
import { loadConfig } from '../read/load-config.js'

/** One use of a plugin in a config. */
export interface ConfiguredOptions<Schema extends OptionsSchema | undefined> {
  /** The id of the plugin on the node. */
  readonly id: string
  /** The options as `setup` receives them. */
  readonly options: OptionsOf<Schema>
  /** The folder that relative paths in the options start from. */
  readonly folder: string
  /** Where the plugin keeps files that no option names, see `ctx.stateFolder`. */
  readonly stateFolder: string
}

/**
 * The options of a plugin in a config, for the commands of the plugin: once for each use, in the
 * order of the config. They are checked and completed, and no plugin is set up.
 *
 * @param path the config file; default as for `loadConfig`
 * @throws as `loadConfig`
 * @example
 * for (const { id, options } of await configuredOptions(shout)) console.log(id, options.suffix)
 */
export async function configuredOptions<Schema extends OptionsSchema | undefined, Message>(
  { definition }: PluginFactory<Schema, Message>,
  path?: string,
): Promise<readonly ConfiguredOptions<Schema>[]> {
  const { plugins, folder, stateFolder } = await loadConfig(path)
  const uses = plugins.map(asPlugin).filter(({ name }) => name === definition.name)
  return Promise.all(
    uses.map(async (plugin) => ({
      id: plugin.id,
      // The options have passed the schema that the type is inferred from.
      options: (await plugin.resolveOptions()) as OptionsOf<Schema>,
      folder,
      stateFolder,
    })),
  )
}

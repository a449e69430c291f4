import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.js'
import type { ConfigOptions } from './options.js'

/**
 * Adds the commands that manage plugins and need no running node.
 *
 * @param finish receives the exit code
 */
export function addPluginsCommands(program: Command, finish: (code: ExitCode) => void): void {
  const plugins = program.command('plugins').description('list, search, add, remove and inspect plugins')
  const command = (usage: string, description: string): Command =>
    plugins
      .command(usage)
      .description(description)
      .option('-c, --config <file>', 'the config file (default: the nearest clacks.config.*)')
      .option('--json', 'write JSON')

  command('list', 'list installed plugins and the plugins of the config').action(
    async (options: ConfigOptions) => {
      const { pluginsList } = await import('../commands/plugins/list.js')
      finish(await pluginsList(options))
    },
  )
  command('order [hook]', 'show and explain the order of plugins, in setup or at a hook').action(
    async (hook: string | undefined, options: ConfigOptions) => {
      const { pluginsOrder } = await import('../commands/plugins/order.js')
      finish(await pluginsOrder(hook, options))
    },
  )
  command('doctor', 'check the origin and compatibility of each plugin').action(
    async (options: ConfigOptions) => {
      const { pluginsDoctor } = await import('../commands/plugins/doctor.js')
      finish(await pluginsDoctor(options))
    },
  )
  command('search [words...]', 'search npm for plugins').action(
    async (words: string[], options: ConfigOptions) => {
      const { pluginsSearch } = await import('../commands/plugins/search.js')
      finish(await pluginsSearch(words, options))
    },
  )
  command('add <plugin>', 'install a plugin, check it and add it to the config')
    .option('--options <json>', 'the options of the plugin, as JSON')
    .option('--id <id>', 'the id of this instance, if the plugin is used several times')
    .action(async (plugin: string, options: ConfigOptions) => {
      const { pluginsAdd } = await import('../commands/plugins/add.js')
      finish(await pluginsAdd(plugin, options))
    })
  command(
    'remove <plugin>',
    'remove a plugin from the config, by name or id, without uninstalling it',
  ).action(async (plugin: string, options: ConfigOptions) => {
    const { pluginsRemove } = await import('../commands/plugins/remove.js')
    finish(await pluginsRemove(plugin, options))
  })
}

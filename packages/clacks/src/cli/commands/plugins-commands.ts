import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.js'
import type { PluginsOptions } from '../options.js'

/**
 * The commands for plugins that need no running node. Each is loaded when it is called.
 *
 * @param finish gets the exit code
 */
export function addPluginsCommands(program: Command, finish: (code: ExitCode) => void): void {
  const plugins = program.command('plugins').description('list, order, examine, find, add and remove plugins')
  const command = (usage: string, description: string): Command =>
    plugins
      .command(usage)
      .description(description)
      .option('-c, --config <file>', 'the config; left out: the nearest clacks.config.* upwards')
      .option('--json', 'write JSON')

  command('list', 'list the plugins that are installed, and those that the config uses').action(
    async (options: PluginsOptions) => {
      const { pluginsList } = await import('./plugins/list.js')
      finish(await pluginsList(options))
    },
  )
  command('order [hook]', 'show the order of the plugins, as they are set up or at a hook, and why').action(
    async (hook: string | undefined, options: PluginsOptions) => {
      const { pluginsOrder } = await import('./plugins/order.js')
      finish(await pluginsOrder(hook, options))
    },
  )
  command('doctor', 'show of each plugin where it comes from, what it fits, and what is doubtful').action(
    async (options: PluginsOptions) => {
      const { pluginsDoctor } = await import('./plugins/doctor.js')
      finish(await pluginsDoctor(options))
    },
  )
  command('search [words...]', 'search npm for plugins').action(
    async (words: string[], options: PluginsOptions) => {
      const { pluginsSearch } = await import('./plugins/search.js')
      finish(await pluginsSearch(words, options))
    },
  )
  command('add <plugin>', 'install a plugin, check it, and write it into the config')
    .option('--options <json>', 'the options of the plugin, as JSON')
    .option('--id <id>', 'the id of this use, where there are several')
    .action(async (plugin: string, options: PluginsOptions) => {
      const { pluginsAdd } = await import('./plugins/add.js')
      finish(await pluginsAdd(plugin, options))
    })
  command('remove <plugin>', 'take a plugin out of the config, by name or id; it stays installed').action(
    async (plugin: string, options: PluginsOptions) => {
      const { pluginsRemove } = await import('./plugins/remove.js')
      finish(await pluginsRemove(plugin, options))
    },
  )
}

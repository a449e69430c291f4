import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { isObject } from '../../config/read/source.js'
import {
  findPackage,
  type InstalledPackage,
  installedPlugins,
} from '../../config/resolve/installed-plugins.js'
import { installHint, nameOf, packagesFor } from '../../config/resolve/plugin-names.js'
import { ClacksError } from '../../errors.js'
import type { AddCommands } from '../../plugins/add-commands.js'

/** The plugins of this project whose command has another name. */
const PLUGIN_OF: ReadonlyMap<string, string> = new Map([
  ['archive', 'archiver'],
  ['dashboard', 'dashboard'],
])

/** A command of an installed plugin. */
interface PluginCommand {
  readonly name: string
  readonly packageName: string
  /** The module that adds it, absolute. */
  readonly file: string
}

/**
 * Loads a command of a plugin; undefined if no installed plugin has one of that name.
 *
 * @param folder plugins are resolved from here
 * @throws ClacksError ERR_CLACKS_PLUGIN_COMMANDS; ERR_CLACKS_PLUGIN_MISSING for a known command
 * whose plugin is not installed
 */
export async function pluginCommand(name: string, folder: string): Promise<AddCommands<Command> | undefined> {
  const found =
    (await commandsOf(name, folder)).find((command) => command.name === name) ??
    (await installedCommands(folder)).find((command) => command.name === name)
  if (found !== undefined) return load(found)
  const plugin = PLUGIN_OF.get(name)
  if (plugin === undefined) return undefined
  const [wanted = plugin] = packagesFor(plugin)
  throw new ClacksError(
    'ERR_CLACKS_PLUGIN_MISSING',
    `\`clacks ${name}\` needs ${wanted}, which is not installed in ${folder}; ${installHint(wanted)}.`,
  )
}

/** The commands of installed plugins, with their packages. Loads no plugin. */
export async function pluginCommandNames(
  folder: string,
): Promise<readonly (readonly [command: string, packageName: string])[]> {
  return (await installedCommands(folder)).map(({ name, packageName }) => [name, packageName] as const)
}

async function installedCommands(folder: string): Promise<readonly PluginCommand[]> {
  const plugins = await installedPlugins(folder)
  return (await Promise.all(plugins.map((plugin) => commandsOf(plugin, folder)))).flat()
}

/** The commands of a plugin: of the first package for its name that has any. */
async function commandsOf(plugin: string, folder: string): Promise<readonly PluginCommand[]> {
  for (const candidate of packagesFor(plugin)) {
    const installed = await findPackage(candidate, folder)
    const commands = installed === undefined ? [] : declaredCommands(installed)
    if (commands.length > 0) return commands
  }
  return []
}

function declaredCommands({ name, folder, manifest }: InstalledPackage): readonly PluginCommand[] {
  const declared = isObject(manifest.clacks) ? manifest.clacks.commands : undefined
  const byName = typeof declared === 'string' ? { [nameOf(name) ?? name]: declared } : declared
  if (!isObject(byName)) return []
  return Object.entries(byName).flatMap(([command, file]) =>
    typeof file === 'string' ? [{ name: command, packageName: name, file: join(folder, file) }] : [],
  )
}

async function load({ name, packageName, file }: PluginCommand): Promise<AddCommands<Command>> {
  const failed = (reason: string): ClacksError =>
    new ClacksError('ERR_CLACKS_PLUGIN_COMMANDS', `\`clacks ${name}\` of ${packageName}: ${reason}.`)
  if (!existsSync(file)) throw failed(`${file} does not exist`)
  // `clacks --help` looks for commands, but runs none.
  const [{ defaultExport }, { ModuleGraph }, { fromPackageFile }] = await Promise.all([
    import('../../config/read/code-source.js'),
    import('../../config/read/module-graph.js'),
    import('../../config/read/plugin-module.js'),
  ])
  const add = defaultExport(await fromPackageFile(await realpath(file), new ModuleGraph()))
  if (!isAddCommands(add)) throw failed(`the default export of ${file} is not a function`)
  return add
}

function isAddCommands(exported: unknown): exported is AddCommands<Command> {
  return typeof exported === 'function'
}

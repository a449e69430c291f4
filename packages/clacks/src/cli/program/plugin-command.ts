import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { defaultExport } from '../../config/read/code-source.js'
import { isObject } from '../../config/read/source.js'
import {
  findPackage,
  type InstalledPackage,
  installedPlugins,
} from '../../config/resolve/installed-plugins.js'
import { packagesFor } from '../../config/resolve/plugin-names.js'
import { ClacksError } from '../../errors.js'

/**
 * What the file that a plugin package names in `"clacks": { "commands": "./dist/commands.js" }` exports as default.
 *
 * It gets the commander command `clacks NAME` and gives it options, sub-commands and an action. It may be async.
 */
export type AddCommands = (command: Command) => void | Promise<void>

/** Commands that are called by another name than their plugin. */
const PLUGIN_OF: ReadonlyMap<string, string> = new Map([['archive', 'archiver']])

/**
 * The commands of the plugin of this name, where it is installed and brings some.
 *
 * @param folder where the command was called; the plugin is resolved from there
 * @throws ClacksError ERR_CLACKS_PLUGIN, also for a command of this project whose plugin is not installed
 */
export async function pluginCommand(name: string, folder: string): Promise<AddCommands | undefined> {
  const plugin = PLUGIN_OF.get(name)
  const brought = await broughtBy(plugin ?? name, folder)
  if (brought !== undefined) return load(brought.file)
  if (plugin === undefined) return undefined
  const [wanted] = packagesFor(plugin)
  throw new ClacksError(
    'ERR_CLACKS_PLUGIN_MISSING',
    `\`clacks ${name}\` comes with ${wanted}, which is not installed in ${folder}: npm install ${wanted}.`,
  )
}

/** The names of the commands that installed plugins bring, with the packages that bring them. No plugin is loaded. */
export async function pluginCommandNames(
  folder: string,
): Promise<readonly (readonly [command: string, packageName: string])[]> {
  const found = (await installedPlugins(folder)).map(async (plugin) => {
    const brought = await broughtBy(plugin, folder)
    const [name = plugin] = [...PLUGIN_OF].find(([, of]) => of === plugin) ?? []
    return brought === undefined ? [] : [[name, brought.packageName] as const]
  })
  return (await Promise.all(found)).flat()
}

async function broughtBy(
  plugin: string,
  folder: string,
): Promise<{ readonly file: string; readonly packageName: string } | undefined> {
  for (const candidate of packagesFor(plugin)) {
    const installed = await findPackage(candidate, folder)
    const file = installed && commandsFile(installed)
    if (file !== undefined) return { file, packageName: candidate }
  }
  return undefined
}

function commandsFile({ folder, manifest }: InstalledPackage): string | undefined {
  const commands = isObject(manifest.clacks) ? manifest.clacks.commands : undefined
  return typeof commands === 'string' ? join(folder, commands) : undefined
}

async function load(file: string): Promise<AddCommands> {
  const add = defaultExport(await import(pathToFileURL(file).href))
  if (!isAddCommands(add))
    throw new ClacksError('ERR_CLACKS_PLUGIN', `${file} has no function as default export.`)
  return add
}

function isAddCommands(exported: unknown): exported is AddCommands {
  return typeof exported === 'function'
}

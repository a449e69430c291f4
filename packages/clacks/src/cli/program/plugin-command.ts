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
 * The default export of the file in `"clacks": { "commands": "./dist/commands.js" }` of a plugin
 * package.
 *
 * It receives the commander command `clacks NAME` and adds options, subcommands and an action. It
 * may be async.
 */
export type AddCommands = (command: Command) => void | Promise<void>

/** Commands whose name differs from that of their plugin. */
const PLUGIN_OF: ReadonlyMap<string, string> = new Map([['archive', 'archiver']])

/**
 * Loads the commands of a plugin; undefined if the plugin is not installed or has none.
 *
 * @param folder the plugin is resolved from here
 * @throws ClacksError ERR_CLACKS_PLUGIN; ERR_CLACKS_PLUGIN_MISSING for a known command whose plugin
 * is not installed
 */
export async function pluginCommand(name: string, folder: string): Promise<AddCommands | undefined> {
  const plugin = PLUGIN_OF.get(name)
  const found = await findCommands(plugin ?? name, folder)
  if (found !== undefined) return load(found.file)
  if (plugin === undefined) return undefined
  const [wanted] = packagesFor(plugin)
  throw new ClacksError(
    'ERR_CLACKS_PLUGIN_MISSING',
    `\`clacks ${name}\` needs ${wanted}, which is not installed in ${folder}. Run npm install ${wanted}.`,
  )
}

/** The commands of installed plugins, with their packages. Loads no plugin. */
export async function pluginCommandNames(
  folder: string,
): Promise<readonly (readonly [command: string, packageName: string])[]> {
  const names = (await installedPlugins(folder)).map(async (plugin) => {
    const found = await findCommands(plugin, folder)
    const [name = plugin] = [...PLUGIN_OF].find(([, of]) => of === plugin) ?? []
    return found === undefined ? [] : [[name, found.packageName] as const]
  })
  return (await Promise.all(names)).flat()
}

async function findCommands(
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
    throw new ClacksError('ERR_CLACKS_PLUGIN', `The default export of ${file} is not a function.`)
  return add
}

function isAddCommands(exported: unknown): exported is AddCommands {
  return typeof exported === 'function'
}

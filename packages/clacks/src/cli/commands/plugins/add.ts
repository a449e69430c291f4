import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { editPlugins } from '../../../config/edit/edit-plugins.js'
import type { WrittenEntry } from '../../../config/edit/plugin-edit.js'
import { replaceConfig } from '../../../config/edit/write-config.js'
import { findConfig } from '../../../config/find/find.js'
import { readConfig } from '../../../config/read/read-config.js'
import { isObject } from '../../../config/read/source.js'
import { findPackage } from '../../../config/resolve/installed-plugins.js'
import { FIRST_PARTY, isPath, packagesFor } from '../../../config/resolve/plugin-names.js'
import { ClacksError } from '../../../errors.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeJson, writeLine } from '../../terminal/write.js'
import { isPackageName, runProgram } from './npm.js'
import { packageManagerOf } from './package-manager.js'

/** The options of `clacks plugins add`. */
export interface AddOptions extends ConfigOptions {
  readonly options?: string
  readonly id?: string
}

/**
 * `clacks plugins add <plugin>`: installs the plugin if it is missing, without running install
 * scripts, adds it to the config and checks the result. If that is invalid, the config is restored.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_NPM, ERR_CLACKS_CONFIG_EDIT,
 * ERR_CLACKS_OPTION
 * @throws ConfigError ERR_CLACKS_CONFIG_INVALID if the config would be invalid
 */
export async function pluginsAdd(name: string, options: AddOptions): Promise<ExitCode> {
  const entry = entryOf(name, options)
  const file = await configFile(options.config)
  const folder = dirname(file)
  await readConfig(file, {})
  const before = await readFile(file, 'utf8')
  // First what may be refused: a package that is installed for nothing would stay.
  const edited = await editPlugins(file, before, { add: entry })
  const installed = await install(name, folder)
  await replaceConfig(file, edited)
  try {
    await readConfig(file, {})
  } catch (thrown) {
    await replaceConfig(file, before)
    if (installed !== undefined && options.json !== true)
      writeLine(`installed ${installed}; ${relative(process.cwd(), file)} stays as it was`)
    throw thrown
  }
  if (options.json === true) writeJson({ config: file, added: entry, installed: installed ?? null })
  else {
    if (installed !== undefined) writeLine(`installed ${installed}`)
    writeLine(`${relative(process.cwd(), file)} now uses ${name}`)
  }
  return EXIT.done
}

/** The config to edit. @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND */
export async function configFile(path: string | undefined): Promise<string> {
  const file = path === undefined ? await findConfig(process.cwd()) : resolve(path)
  if (file !== undefined) return file
  throw new ClacksError('ERR_CLACKS_CONFIG_NOT_FOUND', 'No config found. Create one with clacks init.')
}

function entryOf(name: string, { options, id }: AddOptions): WrittenEntry {
  if (!isPath(name) && !packagesFor(name).every(isPackageName))
    throw new ClacksError('ERR_CLACKS_OPTION', `"${name}" is not the name or path of a plugin.`)
  const written = options === undefined ? {} : optionsIn(options)
  if (id !== undefined) return [name, written, { id }]
  return options === undefined ? name : [name, written]
}

function optionsIn(text: string): object {
  try {
    const options: unknown = JSON.parse(text)
    if (isObject(options)) return options
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  throw new ClacksError('ERR_CLACKS_OPTION', `Invalid --options ${text}. Expected a JSON object.`)
}

/** @returns the package that was installed; undefined if it already was */
async function install(name: string, folder: string): Promise<string | undefined> {
  if (isPath(name)) return undefined
  const candidates = packagesFor(name)
  for (const candidate of candidates)
    if ((await findPackage(candidate, folder)) !== undefined) return undefined
  const wanted = (FIRST_PARTY.includes(name) ? candidates[0] : candidates.at(-1)) ?? name
  const { command, install: args } = packageManagerOf(folder)
  const { code, stdout, stderr } = await runProgram(command, [...args, wanted], folder)
  if (code === 0) return wanted
  // pnpm and bun report errors on standard output.
  const output = `${stderr}\n${stdout}`.trim().split('\n').slice(0, 3).join('\n  ')
  throw new ClacksError(
    'ERR_CLACKS_NPM',
    `${command} ${args[0]} ${wanted} in ${folder} failed:\n  ${output}\n`,
  )
}

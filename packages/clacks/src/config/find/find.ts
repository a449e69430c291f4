import { access, constants } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { hasCode } from '../../errors.js'
import { cannotLoad } from '../check/config-issue.js'
import { createExplorer } from './explorer.js'

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json', 'yaml', 'yml']

/** The file names of a config. The first one found in a folder wins. */
export const CONFIG_NAMES: readonly string[] = [
  ...ENDINGS.map((ending) => `clacks.config.${ending}`),
  '.clacksrc',
  ...ENDINGS.map((ending) => `.clacksrc.${ending}`),
  'package.json',
]

/**
 * Keys that `clacks` in the package.json of a plugin package may have; any other makes it a config.
 */
const MANIFEST_KEYS = new Set(['schema', 'commands'])

/**
 * Finds the config for a folder: the nearest one upwards, including the home folder. Undefined if
 * there is none.
 *
 * cosmiconfig only finds the file: its own loaders would run a config in their own way and use some
 * of the keys for themselves.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD if the config cannot be read
 */
export async function findConfig(folder: string): Promise<string | undefined> {
  const isThere = (): object => ({})
  const loaders: Record<string, (file: string, text: string) => object> = { noExt: isThere }
  for (const ending of ENDINGS) loaders[`.${ending}`] = isThere
  loaders['.json'] = (file, text) => (basename(file) === 'package.json' ? packageField(text) : isThere())
  const explorer = await createExplorer(folder, {
    searchPlaces: [...CONFIG_NAMES],
    // An empty file is a config too: its author would wonder why another one applies.
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders,
  })
  const found = await explorer.search(folder)
  // cosmiconfig also searches a system folder (~/.config/clacks), which is not upwards.
  const file = found !== null && isUpwards(found.filepath, folder) ? found.filepath : undefined
  await refuseUnreadable(folder, file)
  return file
}

/** What cosmiconfig needs to know about a package.json: whether it holds a config. */
function packageField(text: string): object {
  if (!text.includes('"clacks"')) return {}
  const clacks = clacksField(text)
  const isManifest =
    typeof clacks === 'object' &&
    clacks !== null &&
    Object.keys(clacks).every((key) => MANIFEST_KEYS.has(key))
  return clacks === undefined || isManifest ? {} : { clacks: {} }
}

function clacksField(text: string): unknown {
  try {
    return JSON.parse(text).clacks
  } catch {
    // Loading the file reports the error and its place.
    return null
  }
}

function isUpwards(file: string, folder: string): boolean {
  const up = relative(dirname(file), folder)
  return !up.startsWith('..')
}

/**
 * cosmiconfig skips a file that it may not read, and the node would start with another config or
 * with none.
 */
async function refuseUnreadable(from: string, found: string | undefined): Promise<void> {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) {
      const file = join(folder, name)
      if (file === found) return
      if (name !== 'package.json' && (await isUnreadable(file)))
        throw cannotLoad(file, undefined, 'it cannot be read')
    }
    if (folder === dirname(folder)) return
  }
}

async function isUnreadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK)
    return false
  } catch (thrown) {
    return hasCode(thrown, 'EACCES')
  }
}

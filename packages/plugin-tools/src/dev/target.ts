import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { readManifest } from '../verify/manifest.js'

/** What `dev` runs: the plugins of a config, or one source file with options. */
export type Target = { readonly folder: string; readonly label: string } & (
  | { readonly config: string }
  | { readonly entry: string; readonly options: unknown }
)

/** The flags that select it. */
export interface TargetFlags {
  /** A config file, relative to the working directory. */
  readonly config?: string
  /** The options of the plugin, as JSON. */
  readonly options?: string
}

const CODE = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']
const CONFIGS = [...CODE, 'json', 'yaml', 'yml'].map((ending) => `clacks.config.${ending}`)
const ENTRIES = CODE.map((ending) => `index.${ending}`)

/**
 * Finds what to run: the given config; or the one in `example/`; or `src/index.*` or `index.*`,
 * with the first of the `valid` options of `verify`.
 *
 * @param path the folder of the plugin, or its source file
 * @throws Error if there is no plugin
 */
export async function findTarget(path: string, { config, options }: TargetFlags): Promise<Target> {
  const start = resolve(path)
  const isFile = (await stat(start).catch(() => undefined))?.isFile() === true
  const folder = isFile ? packageFolder(dirname(start)) : start
  const named = (file: string): string => relative(folder, file) || basename(file)
  if (config !== undefined) return { folder, config: resolve(config), label: named(resolve(config)) }
  const example = CONFIGS.map((name) => join(folder, 'example', name)).find(existsSync)
  if (!isFile && options === undefined && example !== undefined)
    return { folder, config: example, label: named(example) }
  const entry = isFile
    ? start
    : ['src', '.'].flatMap((part) => ENTRIES.map((name) => join(folder, part, name))).find(existsSync)
  if (entry === undefined)
    throw new Error(
      `no plugin in ${folder}: neither src/index.* nor example/clacks.config.* exists; name its file: clacks-plugin dev FILE`,
    )
  const given = options === undefined ? await optionsIn(folder) : parseOptions(options)
  return { folder, entry, options: given, label: `${named(entry)} with ${JSON.stringify(given)}` }
}

function parseOptions(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`--options is not JSON: ${text}`)
  }
}

async function optionsIn(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  return readManifest(text).verify.valid[0] ?? {}
}

/** The nearest folder upwards with a package.json, or else the folder itself. */
function packageFolder(folder: string): string {
  for (let each = folder; ; each = dirname(each)) {
    if (existsSync(join(each, 'package.json'))) return each
    if (dirname(each) === each) return folder
  }
}

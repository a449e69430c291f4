import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { readManifest } from '../verify/manifest.js'

/** What is tried out: the plugins of a config, or one source file with options. */
export type Target = { readonly folder: string; readonly label: string } & (
  | { readonly config: string }
  | { readonly entry: string; readonly options: unknown }
)

/** What a person may say about it. */
export interface TargetFlags {
  /** A config file, from the working directory. */
  readonly config?: string
  /** The options of the plugin, as JSON. */
  readonly options?: string
}

const CODE = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']
const CONFIGS = [...CODE, 'json', 'yaml', 'yml'].map((ending) => `clacks.config.${ending}`)
const ENTRIES = CODE.map((ending) => `index.${ending}`)

/**
 * Finds what is to be tried out: the config that is named; else that of `example/`; else `src/index.*` or `index.*`, with the
 * first of the `valid` options that `verify` is told.
 *
 * @param path the folder of the plugin, or its source file
 * @throws Error where there is nothing to try out
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
      `there is no plugin in ${folder}: neither src/index.ts nor example/clacks.config.*; name its file: clacks-plugin dev FILE`,
    )
  const given = options === undefined ? await optionsIn(folder) : parseOptions(options)
  return { folder, entry, options: given, label: `${named(entry)} with ${JSON.stringify(given)}` }
}

function parseOptions(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`--options is no JSON: ${text}`)
  }
}

async function optionsIn(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  return readManifest(text).verify.valid[0] ?? {}
}

/** The nearest folder upwards with a package.json; where there is none, the folder itself. */
function packageFolder(folder: string): string {
  for (let each = folder; ; each = dirname(each)) {
    if (existsSync(join(each, 'package.json'))) return each
    if (dirname(each) === each) return folder
  }
}

import { dirname } from 'node:path'
import { ClacksError, withoutRemedy } from '../../errors.js'
import type { Issue } from '../../issue.js'
import { readPluginSchema } from '../check/plugin-schemas.js'
import { configSchema } from '../check/schema.js'
import { isCode, loadFile } from '../read/load.js'
import { type ConfigSource, isObject, type Path, show } from '../read/source.js'
import { schemaAt } from '../read/written-type.js'
import { type Environment, readEnvironment } from './environment.js'
import { findPreset, PresetNotFound } from './preset.js'
import { type BroughtIn, fillIn } from './substitute.js'

/** One of the things that a config is put together from: a preset, the config itself, the environment. */
export interface Layer {
  readonly source: ConfigSource
  /** What it says, with everything brought in. */
  readonly value: unknown
  /** Where its paths and names start. */
  readonly folder: string
  /** Values that came from a variable or a file, by path. */
  readonly broughtIn: ReadonlyMap<string, BroughtIn>
  /** Issues found while reading it. */
  readonly issues: readonly Issue[]
}

const NOTHING: ReadonlyMap<string, BroughtIn> = new Map()

/**
 * Reads a config and all that it extends, weakest first, the environment last.
 *
 * @param file absolute; undefined where no file says anything
 * @param cwd where paths in the environment start
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD for the config itself; what is wrong with a preset is a
 *   fault of what extends it
 */
export async function readLayers(
  file: string | undefined,
  environment: Environment,
  cwd: string,
): Promise<readonly Layer[]> {
  const layers = file === undefined ? [] : await readFileLayers(file, environment, [])
  const source = readEnvironment(environment)
  if (source === undefined) return layers
  return [...layers, { source, value: source.value, folder: cwd, broughtIn: NOTHING, issues: [] }]
}

/** @param by the files that led here, to find circles */
async function readFileLayers(
  file: string,
  environment: Environment,
  by: readonly string[],
): Promise<readonly Layer[]> {
  const source = await loadFile(file)
  const own = await ownLayer(source, file, environment)
  const issues: Issue[] = [...own.issues]
  const presets: Layer[] = []
  for (const { name, path } of presetsOf(own.value)) {
    const circle = [...by, file]
    try {
      const preset = await findPreset(name, own.folder)
      if (circle.includes(preset)) {
        const shown = [...circle.slice(circle.indexOf(preset)), preset].join(' -> ')
        issues.push({ path, message: `preset ${show(name)} extends itself: ${shown}` })
      } else {
        presets.push(...(await readFileLayers(preset, environment, circle)))
      }
    } catch (thrown) {
      if (thrown instanceof PresetNotFound) issues.push({ path, message: thrown.message, fix: thrown.fix })
      else if (thrown instanceof ClacksError)
        issues.push({ path, message: `preset ${show(name)} cannot be loaded: ${withoutRemedy(thrown)}` })
      else throw thrown
    }
  }
  return [...presets, { ...own, issues }]
}

async function ownLayer(source: ConfigSource, file: string, environment: Environment): Promise<Layer> {
  const folder = dirname(file)
  // Code has `process.env` and the file system.
  if (isCode(file)) return { source, value: source.value, folder, broughtIn: NOTHING, issues: [] }
  const schemaOf = await schemasOf(source.value, folder)
  const { value, broughtIn, issues } = await fillIn(source.value, { folder, environment, schemaOf })
  return { source, value, folder, broughtIn, issues }
}

/** The schema of every path of a config, the options of installed plugins included. */
async function schemasOf(value: unknown, folder: string): Promise<(path: Path) => unknown> {
  const entries: readonly unknown[] = isObject(value) && Array.isArray(value.plugins) ? value.plugins : []
  const ofEntries = await Promise.all(
    entries.map(async (entry: unknown) => {
      const name: unknown = Array.isArray(entry) ? entry[0] : undefined
      return typeof name === 'string' ? (await readPluginSchema(name, folder))?.schema : undefined
    }),
  )
  return ([first, index, place, ...rest]) => {
    const path = [first, index, place].filter((step) => step !== undefined)
    if (first !== 'plugins' || typeof index !== 'number') return schemaAt(configSchema, [...path, ...rest])
    return place === 1 ? schemaAt(ofEntries[index], rest) : undefined
  }
}

function presetsOf(value: unknown): readonly { readonly name: string; readonly path: Path }[] {
  const written = isObject(value) ? value.extends : undefined
  if (typeof written === 'string') return written === '' ? [] : [{ name: written, path: ['extends'] }]
  const names: readonly unknown[] = Array.isArray(written) ? written : []
  return names.flatMap((name, index) =>
    typeof name === 'string' && name !== '' ? [{ name, path: ['extends', index] }] : [],
  )
}

/** All files that a config was read from, absolute. */
export function filesOf(layers: readonly Layer[]): readonly string[] {
  const files = layers.flatMap(({ source, broughtIn }) => [
    source.file,
    ...[...broughtIn.values()].map((from) => ('file' in from ? from.file : undefined)),
  ])
  return [...new Set(files.filter((file) => file !== undefined))]
}

import { dirname } from 'node:path'
import { isClacksError, withoutRemedy } from '../../errors.js'
import type { Issue } from '../../issue.js'
import { readPluginSchema } from '../check/plugin-schemas.js'
import { configSchema } from '../check/schema.js'
import { isCode, loadFile } from '../read/load-file.js'
import type { ModuleGraph } from '../read/module-graph.js'
import { type ConfigSource, isObject, type Path, show } from '../read/source.js'
import { schemaAt } from '../read/written-type.js'
import { type Environment, readEnvironment } from './environment.js'
import { findPreset, PresetNotFound } from './preset.js'
import { fillIn, type Substitution } from './substitute.js'

/** A layer of a config: a preset, the config itself or the environment. */
export interface Layer {
  readonly source: ConfigSource
  /** Its content after substitution. */
  readonly value: unknown
  /** The folder from which its paths and names are resolved. */
  readonly folder: string
  /** Values that come from a variable or a file, by path. */
  readonly substituted: ReadonlyMap<string, Substitution>
  /** Issues found while reading it. */
  readonly issues: readonly Issue[]
}

const NOTHING: ReadonlyMap<string, Substitution> = new Map()

/**
 * Reads a config and everything that it extends, weakest first, the environment last.
 *
 * @param file absolute; undefined if there is no config file
 * @param cwd the folder that paths in the environment are relative to
 * @param modules the code of this load
 * @throws ClacksError ERR_CLACKS_CONFIG_NOT_FOUND, ERR_CLACKS_CONFIG_LOAD for the config itself; an
 * error in a preset is an issue of the config that extends it
 */
export async function readLayers(
  file: string | undefined,
  environment: Environment,
  cwd: string,
  modules: ModuleGraph,
): Promise<readonly Layer[]> {
  const layers = file === undefined ? [] : await readFileLayers(file, environment, [], modules)
  const source = readEnvironment(environment)
  if (source === undefined) return layers
  return [...layers, { source, value: source.value, folder: cwd, substituted: NOTHING, issues: [] }]
}

/** @param by the chain of files that led here, to detect circles */
async function readFileLayers(
  file: string,
  environment: Environment,
  by: readonly string[],
  modules: ModuleGraph,
): Promise<readonly Layer[]> {
  const source = await loadFile(file, modules)
  const own = await ownLayer(source, file, environment)
  for (const from of own.substituted.values()) if ('file' in from) modules.files.add(from.file)
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
        presets.push(...(await readFileLayers(preset, environment, circle, modules)))
      }
    } catch (thrown) {
      if (thrown instanceof PresetNotFound) issues.push({ path, message: thrown.message, fix: thrown.fix })
      else if (isClacksError(thrown))
        issues.push({ path, message: `preset ${show(name)} cannot be loaded: ${withoutRemedy(thrown)}` })
      else throw thrown
    }
  }
  return [...presets, { ...own, issues }]
}

async function ownLayer(source: ConfigSource, file: string, environment: Environment): Promise<Layer> {
  const folder = dirname(file)
  // Code uses `process.env` and the file system directly.
  if (isCode(file)) return { source, value: source.value, folder, substituted: NOTHING, issues: [] }
  const schemaOf = await schemasOf(source.value, folder)
  const { value, substituted, issues } = await fillIn(source.value, { folder, environment, schemaOf })
  return { source, value, folder, substituted, issues }
}

/** The schema of every path of a config, including the options of installed plugins. */
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

import { resolve } from 'node:path'
import type { Config, ConfigTls } from '../define-config.js'
import { isObject, type Path, valueAt } from '../read/source.js'
import { isPath, nameOf } from '../resolve/plugin-names.js'
import type { Layer } from './layers.js'

/** A place in one of the layers. */
export interface Origin {
  readonly layer: Layer
  readonly path: Path
}

/** One entry of `plugins`, merged from all layers that name the plugin. */
export interface MergedEntry {
  readonly entry: unknown
  /** The folder from which its name is resolved. */
  readonly folder: string
  /** Where it is written, strongest first. */
  readonly origins: readonly Origin[]
}

/** Merges valid configs, weakest first. Objects merge; of anything else, the later one wins. */
export function mergeConfigs(
  layers: readonly { readonly config: Config; readonly folder: string }[],
): Config {
  return layers.reduce<Config>((whole, { config, folder }) => {
    const { extends: _, plugins: __, tls, stateFolder, ...settings } = config
    return merge(whole, {
      ...settings,
      ...(tls !== undefined && { tls: withAbsolutePaths(tls, folder) }),
      ...(stateFolder !== undefined && { stateFolder: resolve(folder, stateFolder) }),
    })
  }, {})
}

/** The same for configs that may be invalid, with plugins and paths as they are written. */
export function mergeObjects(values: readonly unknown[]): Readonly<Record<string, unknown>> {
  return values.filter(isObject).reduce((whole, value) => merge(whole, value), {})
}

/**
 * The entries of `plugins` of all layers, merged by id: a later entry takes the position of the
 * earlier one.
 */
export function mergeEntries(layers: readonly Layer[]): readonly MergedEntry[] {
  return layers.reduce<readonly MergedEntry[]>((entries, layer) => {
    const written = isObject(layer.value) ? layer.value.plugins : undefined
    const own = (Array.isArray(written) ? written : []).map((entry: unknown, index) => ({
      entry,
      folder: layer.folder,
      origins: [{ layer, path: ['plugins', index] }],
    }))
    const earlier = new Map(entries.map((each) => [idOf(each), each]))
    // An id that one file uses twice is an issue that must be reported: do not merge those.
    const replaced = new Map<MergedEntry, MergedEntry>()
    const added = own.filter((each) => {
      const before = idOf(each) === undefined ? undefined : earlier.get(idOf(each))
      if (before === undefined || replaced.has(before)) return true
      replaced.set(before, together(before, each))
      return false
    })
    return [...entries.map((each) => replaced.get(each) ?? each), ...added]
  }, [])
}

/** The entries that are not skipped: one for each plugin of a valid config, in the same order. */
export function usedEntries(entries: readonly MergedEntry[]): readonly MergedEntry[] {
  return entries.filter(isUsed)
}

/** The entries that name a plugin, with those that are not enabled. */
export function namedEntries(entries: readonly MergedEntry[]): readonly MergedEntry[] {
  return entries.filter(({ entry }) => Boolean(entry))
}

/** Whether an entry names a plugin, and does not say `enabled: false`. */
export function isUsed({ entry }: Pick<MergedEntry, 'entry'>): boolean {
  const [, , use]: readonly unknown[] = Array.isArray(entry) ? entry : []
  return Boolean(entry) && !(isObject(use) && use.enabled === false)
}

/** The plugin in an entry, without its options: a name, a path, or an object in a code config. */
export function pluginIn(entry: unknown): unknown {
  return Array.isArray(entry) ? entry[0] : entry
}

/** Where a value of the merged config is written: in the strongest layer that sets it. */
export function originOf(layers: readonly Layer[], path: Path): Origin | undefined {
  const layer = layers.findLast(({ value }) => valueAt(value, path) !== undefined)
  return layer && { layer, path }
}

/** The same for a value in an entry of `plugins`. @param rest the path within the entry */
export function originInEntry({ origins }: MergedEntry, rest: Path): Origin | undefined {
  const strongest =
    origins.find(({ layer, path }) => valueAt(layer.value, [...path, ...rest]) !== undefined) ?? origins[0]
  return strongest && { layer: strongest.layer, path: [...strongest.path, ...rest] }
}

/** The id of an entry, as far as it is known without loading the plugin. */
function idOf({ entry, folder }: MergedEntry): unknown {
  const parts: readonly unknown[] = Array.isArray(entry) ? entry : [entry]
  const [named, , use] = parts
  if (isObject(use) && typeof use.id === 'string') return use.id
  if (typeof named === 'string') return isPath(named) ? resolve(folder, named) : (nameOf(named) ?? named)
  if (typeof named === 'function' || isObject(named)) {
    const id = Reflect.get(named, 'id') ?? Reflect.get(named, 'name')
    return typeof id === 'string' ? id : named
  }
  return undefined
}

function together(before: MergedEntry, after: MergedEntry): MergedEntry {
  return {
    entry: withOptions(before.entry, after.entry),
    folder: after.folder,
    origins: [...after.origins, ...before.origins],
  }
}

function withOptions(before: unknown, after: unknown): unknown {
  const [, options]: readonly unknown[] = Array.isArray(before) ? before : []
  const [named, own, ...use]: readonly unknown[] = Array.isArray(after) ? after : [after]
  if (options === undefined || typeof named !== 'string') return after
  const merged = isObject(options) && isObject(own) ? merge(options, own) : (own ?? options)
  return [named, merged, ...use]
}

function merge<Value extends object>(one: Value, other: Value): Value {
  const merged = { ...one }
  for (const [key, value] of Object.entries(other)) {
    if (value === undefined) continue
    const before: unknown = Object.hasOwn(one, key) ? Reflect.get(one, key) : undefined
    const both = isObject(before) && isObject(value) ? merge(before, value) : value
    Object.defineProperty(merged, key, { value: both, enumerable: true, configurable: true, writable: true })
  }
  return merged
}

/** Paths are relative to the file that contains them. */
function withAbsolutePaths({ key, cert, ca, ...tls }: ConfigTls, folder: string): ConfigTls {
  const absolute = (path: string): string => resolve(folder, path)
  return {
    ...tls,
    ...(key !== undefined && { key: absolute(key) }),
    ...(cert !== undefined && { cert: absolute(cert) }),
    ...(ca !== undefined && { ca: typeof ca === 'string' ? absolute(ca) : ca.map(absolute) }),
  }
}

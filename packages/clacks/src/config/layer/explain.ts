import { relative } from 'node:path'
import { resolveSettings } from '../../settings/resolve.js'
import { tlsSchema } from '../../settings/tls-schema.js'
import { ownPairFiles } from '../../transport/certificate.js'
import { configSchema } from '../check/schema.js'
import { formatPlace } from '../read/place.js'
import type { ReadConfig } from '../read/read-config.js'
import { formatPath, isObject, nearestPlace, type Path } from '../read/source.js'
import { type MergedEntry, namedEntries, type Origin, originInEntry, originOf } from './merge.js'
import { hide, secretsIn } from './secrets.js'

/** A value of a config and its origin. */
export interface Explained {
  readonly path: Path
  /** The path as issues show it: `plugins[0].directory`. */
  readonly name: string
  readonly value: unknown
  /** `clacks.config.yaml:3:1`, `preset base.yaml:1:1`, `variable CLACKS_PORT`, `default`. */
  readonly from: string
  readonly origin: ValueOrigin
}

/** Where a value of a config comes from. */
export interface ValueOrigin {
  /** `preset`: a file that the config extends. */
  readonly kind: 'file' | 'preset' | 'environment' | 'default'
  /** The file that it is written in, absolute. */
  readonly file?: string
  /** Counts from 1. */
  readonly line?: number
  /** The environment variable that holds it, or that the file refers to. */
  readonly variable?: string
  /** The file that the config refers to with `$file`, absolute. */
  readonly valueFile?: string
}

/** How a config is shown. */
export interface ExplainOptions {
  /** The folder that displayed paths are relative to. */
  readonly folder: string
  readonly showSecrets: boolean
}

/** Every value of a config, including defaults, in the order of a config, with secrets masked. */
export async function explainConfig(
  read: ReadConfig,
  { folder, showSecrets }: ExplainOptions,
): Promise<readonly Explained[]> {
  const secrets = showSecrets ? [] : await secretsIn(read.layers)
  const settings = leavesOf(withDefaults(read), []).map(({ path, value }) => ({
    path,
    value,
    origin: originOf(read.layers, path),
  }))
  const plugins = namedEntries(read.entries).flatMap(entryLeaves)
  return [...settings, ...plugins].map(({ path, value, origin }) => ({
    path,
    name: formatPath(path),
    value: masked(value, secrets),
    from: origin === undefined ? 'default' : fromOf(origin, read, folder),
    origin: origin === undefined ? { kind: 'default' as const } : valueOriginOf(origin, read),
  }))
}

interface Leaf {
  readonly path: Path
  readonly value: unknown
}

function withDefaults({ stateFolder, config }: ReadConfig): Readonly<Record<string, unknown>> {
  const { tls, peers = [], ...settings } = config
  const pair = tls?.key === undefined ? ownPairFiles(stateFolder) : {}
  const whole = {
    control: configSchema.properties.control.default,
    onPluginCrash: configSchema.properties.onPluginCrash.default,
    logLevel: configSchema.properties.logLevel.default,
    ...settings,
    ...resolveSettings(config),
    tls: { trust: tlsSchema.trust.default, ...pair, ...tls },
    stateFolder,
    peers,
  }
  const order = Object.keys(configSchema.properties)
  const place = ([key]: readonly [string, unknown]): number => order.indexOf(key)
  return Object.fromEntries(Object.entries(whole).sort((one, other) => place(one) - place(other)))
}

function leavesOf(value: unknown, path: Path): readonly Leaf[] {
  if (!isObject(value) || isInstance(value)) return value === undefined ? [] : [{ path, value }]
  // An option may turn something on by being there: `journal: {}`.
  if (path.length > 1 && Object.keys(value).length === 0) return [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** Code configs may contain anything: an instance of a class is shown as one value. */
function isInstance(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== null && prototype !== Object.prototype
}

function entryLeaves(
  merged: MergedEntry,
  index: number,
): readonly (Leaf & { readonly origin: Origin | undefined })[] {
  const [named, options, use]: readonly unknown[] = Array.isArray(merged.entry)
    ? merged.entry
    : [merged.entry]
  const path: Path = ['plugins', index]
  const leaf = (rest: Path, value: unknown) => ({
    path: [...path, ...rest],
    value,
    origin: originInEntry(merged, rest),
  })
  return [
    leaf([], typeof named === 'string' ? named : nameOf(named)),
    ...leavesOf(options, [1]).map(({ path: rest, value }) => leaf(rest, value)),
    ...leavesOf(use, [2]).map(({ path: rest, value }) => leaf(rest, value)),
  ]
}

/** The name of a plugin object in a code config. */
function nameOf(plugin: unknown): unknown {
  return (typeof plugin === 'object' && plugin !== null) || typeof plugin === 'function'
    ? `${String(Reflect.get(plugin, 'id') ?? Reflect.get(plugin, 'name') ?? 'unnamed')} (code)`
    : plugin
}

function valueOriginOf({ layer, path }: Origin, { file }: ReadConfig): ValueOrigin {
  const { source, substituted } = layer
  const variable = source.variable?.(path)
  if (source.file === undefined) return { kind: 'environment', ...(variable !== undefined && { variable }) }
  const line = nearestPlace(source, path)?.line
  const from = substituted.get(formatPath(path))
  return {
    kind: source.file === file ? 'file' : 'preset',
    file: source.file,
    ...(line !== undefined && { line }),
    ...(from !== undefined && ('file' in from ? { valueFile: from.file } : { variable: from.variable })),
  }
}

function fromOf({ layer, path }: Origin, { file }: ReadConfig, folder: string): string {
  const { source, substituted } = layer
  const variable = source.variable?.(path)
  if (source.file === undefined) return `variable ${variable}`
  const place = `${relative(folder, source.file)}${formatPlace(nearestPlace(source, path))}`
  const from = substituted.get(formatPath(path))
  const via =
    from === undefined
      ? ''
      : ` (${'file' in from ? `file ${relative(folder, from.file)}` : `variable ${from.variable}`})`
  return `${source.file === file ? '' : 'preset '}${place}${via}`
}

function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return hide(value, secrets)
  if (typeof value === 'number') return secrets.includes(String(value)) ? hide(String(value), secrets) : value
  if (typeof value === 'function') return `function ${value.name}`
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, secrets))
  if (!isObject(value) || isInstance(value))
    return typeof value === 'object' && value !== null ? '(an object)' : value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, secrets)]))
}

import { readPluginSchema } from '../config/check/plugin-schemas.js'
import { type Explained, explainConfig, type ValueOrigin } from '../config/layer/explain.js'
import { isUsed, namedEntries, pluginIn } from '../config/layer/merge.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { type Path, putAt } from '../config/read/source.js'
import { idOfEntry } from './find-entry.js'

/** A value of a config. */
export interface ConfigValue {
  /** Keys and indices, as in `['limits', 'queueBytes']`. */
  readonly path: Path
  /** The path as one text. */
  readonly name: string
  /** A secret has a dot in place of each character. Infinity is the text `Infinity`. */
  readonly value: unknown
  readonly origin: ValueOrigin
}

/** A plugin of a config. */
export interface ConfiguredPlugin {
  readonly id: string
  /** The name or path in the config. */
  readonly plugin: string
  /** Whether the node uses it: false for `enabled: false`. */
  readonly enabled: boolean
  /** The options that are written, with secrets masked. */
  readonly options: Readonly<Record<string, unknown>>
  /** Where each of the options comes from. */
  readonly values: readonly ConfigValue[]
  /** Where the plugin is listed. */
  readonly origin: ValueOrigin
  /** JSON Schema (draft 7) of the options; undefined if its package has none. */
  readonly schema: Readonly<Record<string, unknown>> | undefined
}

/** What a node runs from. */
export interface ConfigDescription {
  /** The config file, absolute; undefined if the node runs on defaults. */
  readonly file: string | undefined
  /** Absolute. */
  readonly stateFolder: string
  /** Stands for the text of the file, see `EditPreview.revision`. */
  readonly revision: string | undefined
  /** All settings, including those that nothing sets. */
  readonly settings: readonly ConfigValue[]
  readonly plugins: readonly ConfiguredPlugin[]
}

/** Describes a config. */
export async function describeConfig(
  read: ReadConfig,
  revision: string | undefined,
): Promise<ConfigDescription> {
  const rows = await explainConfig(read, { folder: read.folder, showSecrets: false })
  const plugins = namedEntries(read.entries).map(async (merged, index): Promise<ConfiguredPlugin> => {
    const own = rows.filter(({ path }) => path[0] === 'plugins' && path[1] === index)
    const named = pluginIn(merged.entry)
    const schema =
      typeof named === 'string' ? (await readPluginSchema(named, merged.folder))?.schema : undefined
    const values = own
      .filter(({ path }) => path.length > 3 && path[2] === 1)
      .map((row) => ({ ...configValue(row), path: row.path.slice(3) }))
    const options = {}
    for (const { path, value } of values) putAt(options, path, value)
    const listed = own.find(({ path }) => path.length === 2)
    return {
      id: idOfEntry(merged, read),
      plugin: String(listed?.value),
      enabled: isUsed(merged),
      options,
      values,
      origin: listed?.origin ?? { kind: 'default' },
      schema,
    }
  })
  return {
    file: read.file,
    stateFolder: read.stateFolder,
    revision,
    settings: rows.filter(({ path }) => path[0] !== 'plugins').map(configValue),
    plugins: await Promise.all(plugins),
  }
}

function configValue({ path, name, value, origin }: Explained): ConfigValue {
  return { path, name, value: value === Number.POSITIVE_INFINITY ? 'Infinity' : value, origin }
}

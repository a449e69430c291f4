import { namedEntries, pluginIn, usedEntries } from '../config/layer/merge.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { isObject, valueAt } from '../config/read/source.js'
import { nameOf } from '../config/resolve/plugin-names.js'
import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'

/** The entry of a plugin. */
export interface FoundEntry {
  readonly id: string
  /** The name or path of the plugin, or what code makes. */
  readonly named: unknown
  /** Its index in `plugins` of the config file; undefined if the file does not list it. */
  readonly index: number | undefined
  /** The entry as the file has it, before values are substituted. */
  readonly written: unknown
  /** The number of entries in the file. */
  readonly count: number
}

/**
 * Finds the entry of a plugin by its id, also if it is not enabled.
 * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN
 */
export function findEntry(id: string, read: ReadConfig): FoundEntry {
  const { file, layers } = read
  const entries = namedEntries(read.entries).map((merged) => ({ merged, id: idOfEntry(merged, read) }))
  const found = entries.find((each) => each.id === id)
  if (found === undefined) {
    const text = `${file} does not use a plugin "${id}".`
    const known = entries.map((each) => each.id)
    throw new ClacksError('ERR_CLACKS_PLUGIN_UNKNOWN', `${text}${suggestion(id, known)}`)
  }
  const own = layers.find(({ source }) => source.file === file)?.source
  const list = isObject(own?.value) ? own.value.plugins : undefined
  const origin = found.merged.origins.find(({ layer }) => layer.source.file === file)
  const [, index] = origin?.path ?? []
  return {
    id,
    named: pluginIn(found.merged.entry),
    index: typeof index === 'number' ? index : undefined,
    written: origin && valueAt(origin.layer.source.value, origin.path),
    count: Array.isArray(list) ? list.length : 0,
  }
}

/** The id of the plugin of an entry; for one that is not enabled, as far as its entry says it. */
export function idOfEntry(
  merged: ReadConfig['entries'][number],
  { entries, plugins }: Pick<ReadConfig, 'entries' | 'plugins'>,
): string {
  const used = plugins[usedEntries(entries).indexOf(merged)]
  if (used !== undefined) return used.id
  const [named, , use]: readonly unknown[] = Array.isArray(merged.entry) ? merged.entry : [merged.entry]
  if (isObject(use) && typeof use.id === 'string') return use.id
  return typeof named === 'string' ? (nameOf(named) ?? named) : String(named)
}

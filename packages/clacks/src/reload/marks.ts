import { hash } from 'node:crypto'
import type { ReadConfig } from '../config/read/read-config.js'
import { readText } from '../config/read/read-text.js'
import type { Plugin } from '../plugins/plugin.js'
import { type NamedPlugin, namedPlugins } from './named-plugins.js'

/** A plugin of a config, and a mark to compare it with a later one. */
export interface MarkedPlugin {
  readonly plugin: Plugin
  /**
   * Equal marks mean the same plugin with the same options. Undefined if that is unknown: the
   * plugin then counts as changed.
   */
  readonly mark: string | undefined
}

/**
 * The plugins of a config by id. A plugin that the config names is marked by name and options, and
 * one that it names by path also by the text of the file. A plugin that a code config creates
 * itself cannot be compared.
 */
export async function markPlugins(config: ReadConfig): Promise<ReadonlyMap<string, MarkedPlugin>> {
  const marked = await Promise.all(
    namedPlugins(config).map(async (named): Promise<[string, MarkedPlugin]> => {
      const { plugin } = named
      return [plugin.id, { plugin, mark: await markOf(named) }]
    }),
  )
  return new Map(marked)
}

async function markOf({ entry, folder, file, isInline }: NamedPlugin): Promise<string | undefined> {
  if (isInline) return undefined
  const written = JSON.stringify([folder, entry])
  if (file === undefined) return written
  try {
    return `${written} ${hash('sha256', await readText(file))}`
  } catch {
    // It may have been removed since it was loaded.
    return undefined
  }
}

import { hash } from 'node:crypto'
import type { ReadConfig } from '../config/read/read-config.js'
import { readText } from '../config/read/read-text.js'
import type { Plugin } from '../plugins/plugin.js'
import { type NamedPlugin, namedPlugins } from './named-plugins.js'

/** A plugin of a config, and what tells whether a later one is the same. */
export interface MarkedPlugin {
  readonly plugin: Plugin
  /**
   * The same text: the same plugin with the same options. Undefined where that cannot be told: it
   * counts as another.
   */
  readonly mark: string | undefined
}

/**
 * The plugins of a config by id. One that the config names is marked by name and options, one that
 * it names by path also by the text of the file; of one that a code config makes itself nobody can
 * tell whether it is the same as before.
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
    // It may have gone since it was loaded.
    return undefined
  }
}

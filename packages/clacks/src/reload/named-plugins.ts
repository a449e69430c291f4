import { resolve } from 'node:path'
import { pluginIn, usedEntries } from '../config/layer/merge.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { isPath } from '../config/resolve/plugin-names.js'
import type { Plugin } from '../plugins/plugin.js'

/** A plugin of a config, and where it comes from. */
export interface NamedPlugin {
  readonly plugin: Plugin
  /** The entry of the config. */
  readonly entry: unknown
  /** The name of a package; undefined if it comes from a file. */
  readonly packageName: string | undefined
  /**
   * The absolute path of the file that it comes from: one that the config names, or the code config
   * itself.
   */
  readonly file: string | undefined
  /** Whether the config creates it itself. */
  readonly isInline: boolean
  /** The folder from which the name of a package is resolved. */
  readonly folder: string
}

/** The plugins of a config, in its order. */
export function namedPlugins({
  plugins,
  entries,
}: Pick<ReadConfig, 'plugins' | 'entries'>): readonly NamedPlugin[] {
  const used = usedEntries(entries)
  return plugins.flatMap((plugin, index): NamedPlugin[] => {
    const merged = used[index]
    if (merged === undefined) return []
    const { entry, folder, origins } = merged
    const name = pluginIn(entry)
    if (typeof name !== 'string') {
      const file = origins[0]?.layer.source.file
      return [{ plugin, entry, folder, file, isInline: true, packageName: undefined }]
    }
    return isPath(name)
      ? [{ plugin, entry, folder, file: resolve(folder, name), isInline: false, packageName: undefined }]
      : [{ plugin, entry, folder, file: undefined, isInline: false, packageName: name }]
  })
}

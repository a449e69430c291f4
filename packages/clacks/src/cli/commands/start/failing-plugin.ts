import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { findPackage } from '../../../config/resolve/installed-plugins.js'
import { packagesFor } from '../../../config/resolve/plugin-names.js'
import { type NamedPlugin, namedPlugins } from '../../../reload/named-plugins.js'

/** A file, or a folder with a trailing separator, and the plugin loaded from it. */
export interface PluginPlace {
  readonly path: string
  /** The id; undefined if several plugins were loaded from it. */
  readonly id: string | undefined
}

/** The locations of the code of all plugins of a config. */
export async function pluginPlaces(config: ReadConfig): Promise<readonly PluginPlace[]> {
  const ids = new Map<string, string[]>()
  for (const named of namedPlugins(config)) {
    const path = await placeOf(named)
    if (path !== undefined) ids.set(path, [...(ids.get(path) ?? []), named.plugin.id])
  }
  return [...ids].map(([path, [only, ...others]]) => ({ path, id: others.length === 0 ? only : undefined }))
}

/**
 * Finds the plugin that an error comes from: the innermost stack frame that belongs to a plugin
 * decides.
 */
export function failingPluginOf(thrown: unknown, places: readonly PluginPlace[]): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  for (const line of (thrown.stack ?? '').split('\n')) {
    const place = places.find(({ path }) => line.includes(path.endsWith(sep) ? path : `${path}:`))
    if (place !== undefined) return place.id
  }
  return failingPluginOf(thrown.cause, places)
}

async function placeOf({ packageName, file, folder }: NamedPlugin): Promise<string | undefined> {
  if (packageName === undefined) return file
  for (const candidate of packagesFor(packageName)) {
    const installed = await findPackage(candidate, folder)
    if (installed !== undefined) return `${await realpath(installed.folder)}${sep}`
  }
  return undefined
}

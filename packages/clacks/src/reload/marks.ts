import { hash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { ModuleGraph } from '../config/read/module-graph.js'
import type { ReadConfig } from '../config/read/read-config.js'
import { readText } from '../config/read/read-text.js'
import { resolvePackage } from '../config/read/resolve-package.js'
import { packagesFor } from '../config/resolve/plugin-names.js'
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
 * one of local code also by the text of its files. A plugin that a code config creates itself
 * cannot be compared.
 */
export async function markPlugins(config: ReadConfig): Promise<ReadonlyMap<string, MarkedPlugin>> {
  const marked = await Promise.all(
    namedPlugins(config).map(async (named): Promise<[string, MarkedPlugin]> => {
      const { plugin } = named
      return [plugin.id, { plugin, mark: await markOf(named, config.modules) }]
    }),
  )
  return new Map(marked)
}

async function markOf(named: NamedPlugin, modules: ModuleGraph): Promise<string | undefined> {
  const { entry, folder, isInline } = named
  if (isInline) return undefined
  const written = JSON.stringify([folder, entry])
  const file = named.file ?? localFileOf(named, modules)
  if (file === undefined) return written
  try {
    const texts = await Promise.all(modules.filesOf(file).map(readText))
    return `${written} ${texts.map((text) => hash('sha256', text)).join(' ')}`
  } catch {
    // It may have been removed since it was loaded.
    return undefined
  }
}

/** The file of a package that is loaded as local code: one of the workspace in TypeScript. */
function localFileOf({ packageName, folder }: NamedPlugin, modules: ModuleGraph): string | undefined {
  for (const candidate of packageName === undefined ? [] : packagesFor(packageName)) {
    const entry = resolvePackage(candidate, folder)
    if (entry === undefined) continue
    const file = fileURLToPath(entry)
    return modules.has(file) ? file : undefined
  }
  return undefined
}

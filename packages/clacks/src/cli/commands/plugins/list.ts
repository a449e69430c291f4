import { pluginIn, usedEntries } from '../../../config/layer/merge.js'
import { type ReadConfig, readConfig } from '../../../config/read/read-config.js'
import { findPackage, installedPlugins } from '../../../config/resolve/installed-plugins.js'
import { isPath, nameOf, packagesFor } from '../../../config/resolve/plugin-names.js'
import { EXIT, type ExitCode } from '../../exit-code.js'
import type { ConfigOptions } from '../../program/options.js'
import { writeTable } from '../../terminal/table.js'
import { writeJson, writeLine } from '../../terminal/write.js'

/** A plugin that is installed or in the config. */
interface Listed {
  readonly name: string
  /** The package; undefined for a plugin from a file or from a code config. */
  readonly package: string | undefined
  readonly version: string | undefined
  /** Its ids in the config. */
  readonly ids: readonly string[]
  readonly description: string | undefined
}

/** `clacks plugins list`: lists installed plugins and the plugins of the config. */
export async function pluginsList({ config, json }: ConfigOptions): Promise<ExitCode> {
  const read = await readConfig(config, {})
  const used = usedNames(read)
  const installed = await installedPlugins(process.cwd())
  const names = [...new Set([...used.keys(), ...installed])]
  const listed = await Promise.all(names.map((name) => describe(name, used.get(name) ?? [])))
  if (json === true) writeJson(listed)
  else if (listed.length === 0)
    writeLine('No plugins are installed here. Find some with clacks plugins search.')
  else
    writeTable(
      listed.map(({ name, version = '', ids, description = '' }) => [
        name,
        version,
        ids.length === 0
          ? 'not used'
          : `used${ids.length === 1 && ids[0] === name ? '' : ` as ${ids.join(', ')}`}`,
        description,
      ]),
    )
  return EXIT.done
}

/** The ids of the plugins of a config, by name. */
function usedNames({ entries, plugins }: ReadConfig): ReadonlyMap<string, readonly string[]> {
  const used = new Map<string, string[]>()
  const inUse = usedEntries(entries)
  for (const [index, plugin] of plugins.entries()) {
    const named = pluginIn(inUse[index]?.entry)
    const name = typeof named !== 'string' ? plugin.name : isPath(named) ? named : (nameOf(named) ?? named)
    used.set(name, [...(used.get(name) ?? []), plugin.id])
  }
  return used
}

async function describe(name: string, ids: readonly string[]): Promise<Listed> {
  for (const candidate of isPath(name) ? [] : packagesFor(name)) {
    const found = await findPackage(candidate, process.cwd())
    if (found === undefined) continue
    const { version, description } = found.manifest
    return {
      name,
      package: candidate,
      version: typeof version === 'string' ? version : undefined,
      ids,
      description: typeof description === 'string' ? description : undefined,
    }
  }
  return { name, package: undefined, version: undefined, ids, description: undefined }
}

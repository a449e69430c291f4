import { readFile } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { reasonOf } from '../../errors.js'
import { isObject } from '../read/source.js'
import { findPackage, installedPlugins } from '../resolve/installed-plugins.js'
import { isPath, packagesFor } from '../resolve/plugin-names.js'

/** The options of an installed plugin as described by its package. */
export interface PluginSchema {
  /** The JSON Schema; undefined if the package has none. */
  readonly schema: Readonly<Record<string, unknown>> | undefined
  /** Why a schema that its package.json names cannot be read. */
  readonly problem: string | undefined
}

/**
 * The JSON Schema that the package of a plugin names as `clacks.schema` in its package.json. The
 * plugin is not run.
 *
 * @param folder the folder from which the name is resolved
 * @returns undefined if the plugin is a file or is not installed
 */
export async function readPluginSchema(name: string, folder: string): Promise<PluginSchema | undefined> {
  if (isPath(name)) return undefined
  for (const candidate of packagesFor(name)) {
    const installed = await findPackage(candidate, folder)
    if (installed === undefined) continue
    const { clacks } = installed.manifest
    const named = isObject(clacks) ? clacks.schema : undefined
    if (typeof named !== 'string') return { schema: undefined, problem: undefined }
    return readWithin(installed.folder, named)
  }
  return undefined
}

/** The schemas of all plugins that code in `folder` can import, by the name that a config uses. */
export async function installedSchemas(
  folder: string,
): Promise<readonly (readonly [name: string, schema: Readonly<Record<string, unknown>> | undefined])[]> {
  const names = await installedPlugins(folder)
  return Promise.all(
    names.map(async (name) => [name, (await readPluginSchema(name, folder))?.schema] as const),
  )
}

async function readWithin(folder: string, path: string): Promise<PluginSchema> {
  const file = resolve(folder, path)
  // A package describes itself; it must not expose other files.
  if (!file.startsWith(folder + sep))
    return { schema: undefined, problem: `${path} lies outside of ${folder}` }
  try {
    const schema: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isObject(schema)) return { schema, problem: undefined }
    return { schema: undefined, problem: `${file} is not a JSON Schema` }
  } catch (thrown) {
    return { schema: undefined, problem: `${file}: ${reasonOf(thrown)}` }
  }
}

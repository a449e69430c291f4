import { readFile } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { reasonOf } from '../../errors.js'
import { isObject } from '../read/source.js'
import { findPackage, installedPlugins } from '../resolve/installed-plugins.js'
import { isPath, packagesFor } from '../resolve/plugin-names.js'

/** The options of an installed plugin as its package describes them. */
export interface PluginSchema {
  /** The JSON Schema; undefined where the package brings none. */
  readonly schema: Readonly<Record<string, unknown>> | undefined
  /** Why a schema that its package.json names cannot be read. */
  readonly problem: string | undefined
}

/**
 * The JSON Schema that the package of a plugin names as `clacks.schema` in its package.json. The
 * plugin is not run.
 *
 * @param folder where the name is resolved from
 * @returns undefined where the plugin is a file, or not installed
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

/**
 * The schemas of all plugins that are installed where code in `folder` finds them, by the name that
 * a config gives them.
 */
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
  // A package describes itself; it does not hand out other files.
  if (!file.startsWith(folder + sep))
    return { schema: undefined, problem: `${path} lies outside of ${folder}` }
  try {
    const schema: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isObject(schema)) return { schema, problem: undefined }
    return { schema: undefined, problem: `${file} is no JSON Schema` }
  } catch (thrown) {
    return { schema: undefined, problem: `${file}: ${reasonOf(thrown)}` }
  }
}

import { readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isObject } from '../read/source.js'
import { nameOf } from './plugin-names.js'

/** An installed package. */
export interface InstalledPackage {
  readonly name: string
  /** Its folder, with links resolved. */
  readonly folder: string
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>>
}

/** The package of this name that code in `folder` would import. It is not run. */
export async function findPackage(name: string, folder: string): Promise<InstalledPackage | undefined> {
  for (const modules of moduleFolders(folder)) {
    try {
      const found = await realpath(join(modules, name))
      const manifest: unknown = JSON.parse(await readFile(join(found, 'package.json'), 'utf8'))
      if (isObject(manifest)) return { name, folder: found, manifest }
    } catch {
      // Not here, or not a package: a folder further up may have it.
    }
  }
  return undefined
}

/** The names, as a config uses them, of all plugins that code in `folder` can import. */
export async function installedPlugins(folder: string): Promise<readonly string[]> {
  const packages = await Promise.all(moduleFolders(folder).map(packagesIn))
  const names = packages.flat().map(nameOf)
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

async function packagesIn(modules: string): Promise<readonly string[]> {
  const entries = await list(modules)
  const scopes = entries.filter((entry) => entry.startsWith('@'))
  const scoped = scopes.map(async (scope) =>
    (await list(join(modules, scope))).map((name) => `${scope}/${name}`),
  )
  return [...entries, ...(await Promise.all(scoped)).flat()]
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

function moduleFolders(folder: string): readonly string[] {
  const parent = dirname(folder)
  const here = join(folder, 'node_modules')
  return parent === folder ? [here] : [here, ...moduleFolders(parent)]
}

import { existsSync } from 'node:fs'
import { mkdtemp, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { npm } from './npm.js'

/**
 * Packs the plugins that a plugin requires, as they are installed in its project: so they need not
 * be in a registry, and are those that the author tests with. What is not installed there is left
 * out, for it may come from `--with`.
 * @param companions as a config names them
 * @param target the folder for the tarballs
 * @returns the paths of the tarballs
 */
export async function packCompanions(
  companions: readonly unknown[],
  project: string,
  target: string,
): Promise<readonly string[]> {
  const tarballs: string[] = []
  for (const companion of companions) {
    const folder = installed(packagesFor(companion), project)
    if (folder === undefined) continue
    const destination = await mkdtemp(join(target, 'companion-'))
    await npm(['pack', folder, '--ignore-scripts', '--pack-destination', destination], project)
    const [filename] = await readdir(destination)
    if (filename !== undefined) tarballs.push(join(destination, filename))
  }
  return tarballs
}

/** The packages that a name in a config may mean. */
function packagesFor(companion: unknown): readonly string[] {
  const name: unknown = Array.isArray(companion) ? companion[0] : companion
  if (typeof name !== 'string') return []
  const [scope, rest] = name.split(/\/(.*)/s)
  const short = name.startsWith('@')
    ? `${scope}/clacks-plugin${rest === undefined ? '' : `-${rest}`}`
    : `clacks-plugin-${name}`
  return [name, `@clacks/plugin-${name}`, short]
}

/**
 * The folder that has `@types/node` for a project, for the compiler; none if it is not installed.
 */
export function typeRootsOf(project: string): readonly string[] {
  const folder = installed(['@types/node'], project)
  return folder === undefined ? [] : [dirname(folder)]
}

/** The folder of the first package that is installed where `project` finds it. */
function installed(packages: readonly string[], project: string): string | undefined {
  for (let folder = project; ; folder = dirname(folder)) {
    for (const name of packages) {
      const found = join(folder, 'node_modules', name)
      if (existsSync(join(found, 'package.json'))) return found
    }
    if (dirname(folder) === folder) return undefined
  }
}

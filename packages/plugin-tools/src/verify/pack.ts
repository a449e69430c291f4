import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPackageFromTarballData } from '@arethetypeswrong/core'
import { manifestText, readManifest } from './manifest.js'
import { npm } from './npm.js'
import type { PackedPlugin } from './rule.js'

/**
 * Packs the plugin as `npm publish` would, including `prepack`.
 * @param folder the folder of its package.json
 * @param target the folder for the tarball
 * @throws Error if there is no package, or npm cannot pack it
 */
export async function pack(
  folder: string,
  target: string,
): Promise<PackedPlugin & { readonly path: string }> {
  await manifestText(folder)
  const destination = await mkdtemp(join(target, 'packed-'))
  await npm(['pack', '--pack-destination', destination], folder)
  // Not from what npm prints: the scripts of the package print to the same stream.
  const [filename] = await readdir(destination)
  if (filename === undefined) throw new Error(`npm did not pack ${folder}.`)
  const path = join(destination, filename)
  const tarball = await readFile(path)
  const files = createPackageFromTarballData(tarball)
  const manifest = readManifest(files.readFile(`/node_modules/${files.packageName}/package.json`))
  return { path, tarball, files, manifest }
}

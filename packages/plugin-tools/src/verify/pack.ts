import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPackageFromTarballData } from '@arethetypeswrong/core'
import { manifestText, readManifest, record } from './manifest.js'
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
  const said: unknown = JSON.parse(
    jsonIn(await npm(['pack', '--json', '--pack-destination', target], folder)),
  )
  const filename = record(Array.isArray(said) ? said[0] : undefined).filename
  if (typeof filename !== 'string') throw new Error(`npm did not pack ${folder}.`)
  const path = join(target, filename)
  const tarball = await readFile(path)
  const files = createPackageFromTarballData(tarball)
  const manifest = readManifest(files.readFile(`/node_modules/${files.packageName}/package.json`))
  return { path, tarball, files, manifest }
}

/** A `prepack` script also writes to standard output, before the list. */
function jsonIn(text: string): string {
  return text.slice(Math.max(0, text.search(/^\[/m)))
}

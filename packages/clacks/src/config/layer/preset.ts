import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearest, questionAbout } from '../../did-you-mean.js'
import { resolvePackage } from '../read/resolve-package.js'
import { show } from '../read/source.js'
import { findPackage } from '../resolve/installed-plugins.js'
import { installHint, isPath } from '../resolve/plugin-names.js'

/** A name in `extends` that does not resolve to a file. */
export class PresetNotFound extends Error {
  /** How to fix it, as a sentence. */
  readonly fix: string | undefined

  constructor(message: string, meant?: string) {
    super(message)
    this.fix = meant && questionAbout(meant)
  }
}

/**
 * Resolves a preset: a path, or a package (its main file).
 *
 * @param folder the folder of the config that extends it
 * @throws PresetNotFound
 */
export async function findPreset(name: string, folder: string): Promise<string> {
  return isPath(name) ? fromPath(name, folder) : fromPackage(name, folder)
}

async function fromPath(name: string, folder: string): Promise<string> {
  const file = resolve(folder, name)
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile()) return file
  if (found !== undefined)
    throw new PresetNotFound(`expected a file, received ${show(name)}, which is a folder (${file})`)
  const beside = await readdir(dirname(file)).catch(() => [])
  const near = nearest(basename(file), beside)
  throw new PresetNotFound(
    `expected a file, received ${show(name)}, but ${file} does not exist`,
    near && name.slice(0, name.length - basename(file).length) + near,
  )
}

async function fromPackage(name: string, folder: string): Promise<string> {
  const entry = resolvePackage(name, folder)
  if (entry !== undefined) return fileURLToPath(entry)
  const [packageName = name] = /^(?:@[^/]+\/)?[^/]+/.exec(name) ?? []
  const installed = await findPackage(packageName, folder)
  if (installed !== undefined)
    throw new PresetNotFound(`${name} is installed in ${installed.folder}, but has no file to load there`)
  const beside = (await stat(join(folder, name)).catch(() => undefined))?.isFile() === true
  throw new PresetNotFound(
    `package ${show(name)} was not found from ${folder}; ${installHint(packageName)}; the path of a file starts with ./`,
    beside ? `./${name}` : undefined,
  )
}

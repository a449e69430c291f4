import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { manifestText, record } from '../verify/manifest.js'
import { npm } from '../verify/npm.js'
import type { Files } from './merge.js'

/** The package that makes projects. */
export const MAKER = 'create-clacks-plugin'
/** Where a project says in its package.json what made it. */
const MARK = 'clacks-template'

/** What made a project, as its package.json says it. */
export interface Mark {
  /** The name of the template. */
  readonly name: string
  /** The version of `create-clacks-plugin`. */
  readonly version: string
  /** What it was told. */
  readonly answers: unknown
}

/** Reads what made a project. @throws Error where nothing says it */
export async function readMark(folder: string): Promise<Mark> {
  const text = await manifestText(folder)
  const { name, version, answers } = record(record(JSON.parse(text))[MARK])
  if (typeof name === 'string' && typeof version === 'string') return { name, version, answers }
  throw new Error(
    `the package.json in ${folder} has no "${MARK}": the project was not made by npm create clacks-plugin, or has lost it`,
  )
}

/** One version of the templates, installed. */
export interface Templates {
  readonly version: string
  /** The files of a project. @throws Error where this version has no such template */
  render({ name, answers }: Mark): Promise<Files>
}

/**
 * Installs a version of `create-clacks-plugin`, for itself, and loads it.
 *
 * @param what is installed: `create-clacks-plugin@1.2.3`, a tarball, a folder
 * @param folder for it; it is made
 * @throws Error with what npm says, or where the version has no templates to render
 */
export async function installTemplates(what: string, folder: string): Promise<Templates> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'templates', private: true }))
  await npm(['install', '--ignore-scripts', '--no-package-lock', what], folder)
  const root = join(folder, 'node_modules', MAKER)
  const manifest = record(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const version = String(manifest.version)
  const door = record(record(record(manifest.exports)['.']).import).default
  const module: unknown =
    typeof door === 'string' ? await import(pathToFileURL(join(root, door)).href) : undefined
  const render = typeof module === 'object' && module !== null ? Reflect.get(module, 'render') : undefined
  if (typeof render !== 'function') throw new Error(`${what} has no templates that could be rendered`)
  return {
    version,
    async render({ name, answers }) {
      const files: unknown = await render(name, answers)
      if (files instanceof Map) return files
      throw new Error(`${what} renders no files for the template "${name}"`)
    },
  }
}

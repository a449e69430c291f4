import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { valid } from 'semver'
import { manifestText, record } from '../verify/manifest.js'
import { npm } from '../verify/npm.js'
import type { Files } from './merge.js'

/** The package with the templates. */
export const MAKER = 'create-clacks-plugin'
/** The key of the mark in the package.json of a project. */
const MARK = 'clacks-template'

/** The template, version and answers that made a project, as its package.json records them. */
export interface Mark {
  /** The name of the template. */
  readonly name: string
  /** The exact version of `create-clacks-plugin`. */
  readonly version: string
  /** The answers that it was made with. */
  readonly answers: unknown
}

/**
 * Reads the mark of a project.
 * @throws Error if it has none, or its version is not exact. npm would also take a folder or an
 *   address there, and code from it would run.
 */
export async function readMark(folder: string): Promise<Mark> {
  const text = await manifestText(folder)
  const { name, version, answers } = record(record(JSON.parse(text))[MARK])
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new Error(
      `the package.json in ${folder} has no "${MARK}": npm create clacks-plugin did not make this project, or the mark was removed`,
    )
  if (valid(version) === version) return { name, version, answers }
  throw new Error(
    `the "${MARK}" in the package.json in ${folder} has the version ${JSON.stringify(version)}; expected an exact one, such as "1.2.3"`,
  )
}

/**
 * The files of a template with the mark of the project. Another mark, as that of `--from`, would
 * look like a change of the author.
 */
export function withMark(files: Files, mark: Mark): Files {
  const manifest = files.get('package.json')
  if (manifest === undefined) return files
  const marked = JSON.stringify({ ...JSON.parse(manifest), [MARK]: mark }, undefined, 2)
  return new Map(files).set('package.json', `${marked}\n`)
}

/** One version of the templates, installed. */
export interface Templates {
  readonly version: string
  /** Renders the files of a project. @throws Error if this version has no such template */
  render({ name, answers }: Mark): Promise<Files>
}

/**
 * Installs a version of `create-clacks-plugin` in a folder of its own, and loads it. npm runs in
 * the project, whose `.npmrc` says which registry to ask.
 *
 * @param what `create-clacks-plugin@1.2.3`, a tarball, a folder
 * @param folder created for it
 * @param project the folder of the project
 * @throws Error if npm cannot install it, or it has no templates to render
 */
export async function installTemplates(what: string, folder: string, project: string): Promise<Templates> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'templates', private: true }))
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder, what], project)
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  // It bundles its dependencies: nothing is downloaded here, where the settings of the project are
  // unknown.
  await npm(['install', '--offline', '--ignore-scripts', '--no-package-lock', join(folder, tarball)], folder)
  const root = join(folder, 'node_modules', MAKER)
  const manifest = record(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const version = String(manifest.version)
  const entry = record(record(record(manifest.exports)['.']).import).default
  const module: unknown =
    typeof entry === 'string' ? await import(pathToFileURL(join(root, entry)).href) : undefined
  const render = typeof module === 'object' && module !== null ? Reflect.get(module, 'render') : undefined
  if (typeof render !== 'function') throw new Error(`${what} does not export render()`)
  return {
    version,
    async render({ name, answers }) {
      const files: unknown = await render(name, answers)
      if (files instanceof Map) return files
      throw new Error(`${what} does not render the template "${name}"`)
    },
  }
}

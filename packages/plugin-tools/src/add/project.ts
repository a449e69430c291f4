import { readdir, readFile } from 'node:fs/promises'
import { extname, join, posix } from 'node:path'
import type { ObjectExpression, Program } from '@babel/types'
import { type LineEnd, lineEndOf, readLines } from '../line-ends.js'
import { reasonOf } from '../reason-of.js'
import { type Manifest, manifestText, readManifest } from '../verify/manifest.js'
import { objectGivenTo, parseCode } from './code.js'

/** A source file, read and parsed. */
export interface Source {
  /** Relative to the folder of the plugin, with `/`. */
  readonly path: string
  readonly text: string
  readonly program: Program
}

/** The project of a plugin. */
export interface Project {
  readonly folder: string
  readonly manifest: Manifest
  /** The file that calls `definePlugin`, and the argument of that call. */
  readonly plugin: Source & { readonly definition: ObjectExpression }
  /** The language of new files. */
  readonly language: 'ts' | 'js'
  /** What ends the lines of new files. */
  readonly lineEnd: LineEnd
}

const CODE = /\.[cm]?[jt]s$/

/** Reads the project of a plugin. @throws Error if no file in `src` calls `definePlugin({…})` */
export async function readProject(folder: string): Promise<Project> {
  const text = await manifestText(folder)
  for (const path of await sourcesIn(folder)) {
    const source = await readSource(folder, path)
    const definition = objectGivenTo('definePlugin', source.program)
    if (definition === undefined) continue
    const language = extname(path).endsWith('ts') ? 'ts' : 'js'
    const lineEnd = lineEndOf(await readFile(join(folder, path), 'utf8'))
    return { folder, manifest: readManifest(text), plugin: { ...source, definition }, language, lineEnd }
  }
  throw new Error(`no file in ${join(folder, 'src')} calls definePlugin({ … })`)
}

/** Reads and parses a file. @throws Error with the position of a syntax error */
export async function readSource(folder: string, path: string): Promise<Source> {
  const text = await readLines(join(folder, path))
  try {
    return { path, text, program: parseCode(text) }
  } catch (thrown) {
    throw new Error(`${path}: ${reasonOf(thrown)}`, { cause: thrown })
  }
}

/** All source files of a plugin, the entry first. */
async function sourcesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'src'), { recursive: true }).catch((): string[] => [])
  const paths = names
    .filter((name) => CODE.test(name))
    .map((name) => posix.join('src', name.replaceAll('\\', '/')))
  const isEntry = (path: string): boolean => /^src\/index\./.test(path)
  return paths.sort((one, other) => Number(isEntry(other)) - Number(isEntry(one)) || (one < other ? -1 : 1))
}

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { reasonOf } from '../../errors.js'
import type { Issue } from '../../issue.js'
import { formatPath, isObject, type Path, show } from '../read/source.js'
import { convertText } from '../read/written-type.js'
import { type Environment, isSet } from './environment.js'

/** Where a substituted value comes from. */
export type Substitution = { readonly variable: string } | { readonly file: string }

/** A value after substitution, and what could not be substituted. */
export interface FilledIn {
  readonly value: unknown
  /** By path, as issues show it. */
  readonly substituted: ReadonlyMap<string, Substitution>
  readonly issues: readonly Issue[]
}

/** What a substitution needs to know. */
export interface FillInParts {
  /** The folder that the paths of `$file` are relative to. */
  readonly folder: string
  readonly environment: Environment
  /** The JSON Schema of the value at a path. */
  schemaOf(path: Path): unknown
}

/**
 * Replaces each `{ "$env": "NAME" }` with the environment variable, and each `{ "$file": "path" }`
 * with the content of the file without its final line break. The text becomes a number, a boolean
 * or a list if the schema asks for one.
 */
export async function fillIn(value: unknown, parts: FillInParts): Promise<FilledIn> {
  const substituted = new Map<string, Substitution>()
  const issues: Issue[] = []
  return { value: await filled(value, [], []), substituted, issues }

  async function filled(inner: unknown, path: Path, around: readonly unknown[]): Promise<unknown> {
    // A YAML alias may refer to a value that contains it.
    if (around.includes(inner)) return fail(path, 'the value contains itself')
    if (Array.isArray(inner))
      return Promise.all(
        inner.map((item: unknown, index) => filled(item, [...path, index], [...around, inner])),
      )
    if (!isObject(inner)) return inner
    const keyword = keywordIn(inner)
    if (keyword !== undefined) return substitute(inner, keyword, path)
    const entries = Object.entries(inner).map(
      async ([key, item]) => [key, await filled(item, [...path, key], [...around, inner])] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
  }

  async function substitute(
    placeholder: Readonly<Record<string, unknown>>,
    keyword: '$env' | '$file',
    path: Path,
  ): Promise<unknown> {
    const name = placeholder[keyword]
    const more = Object.keys(placeholder).filter((key) => key !== keyword)
    if (typeof name !== 'string' || name === '' || more.length > 0) {
      const found = more.length > 0 ? `${show(more[0])} beside "${keyword}"` : show(name)
      const expected = keyword === '$env' ? 'the name of a variable' : 'the path of a file'
      return fail(path, `expected { "${keyword}": ${expected} }, received ${found}`)
    }
    const text = await (keyword === '$env' ? fromEnvironment(name, path) : fromFile(name, path))
    return text === undefined ? undefined : convertText(text, parts.schemaOf(path))
  }

  function fromEnvironment(name: string, path: Path): string | undefined {
    const text = parts.environment[name]
    if (!isSet(text))
      return fail(
        path,
        `the environment variable ${name} is ${text === undefined ? 'not set' : 'empty, which counts as not set'}`,
      )
    substituted.set(formatPath(path), { variable: name })
    return text
  }

  async function fromFile(name: string, path: Path): Promise<string | undefined> {
    const file = resolve(parts.folder, name)
    substituted.set(formatPath(path), { file })
    try {
      const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').replace(/\r?\n$/, '')
      // A secret that is being written must not count as the empty password.
      return text.trim() === '' ? fail(path, `the file ${file} is empty`) : text
    } catch (thrown) {
      return fail(path, `cannot read ${file} (${reasonOf(thrown)})`)
    }
  }

  function fail(path: Path, message: string): undefined {
    issues.push({ path, message })
    return undefined
  }
}

function keywordIn(value: Readonly<Record<string, unknown>>): '$env' | '$file' | undefined {
  if (Object.hasOwn(value, '$env')) return '$env'
  return Object.hasOwn(value, '$file') ? '$file' : undefined
}

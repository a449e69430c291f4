import { isDeepStrictEqual } from 'node:util'
import type { JSONPath } from 'jsonc-parser'
import { setInJson } from '../set-in-json.js'

/** A merged JSON file. */
export interface MergedJson {
  readonly text: string
  /** The members that both changed, where the value of the author stays. */
  readonly conflicts: readonly string[]
}

/**
 * Merges JSON files member by member: takes changes of the template, and keeps changes of the
 * author and the formatting of the author's file. Where both changed a value, that of the author
 * stays: with markers, it would no longer be JSON.
 *
 * @param base the old file of the template
 * @param mine the file of the author
 * @param theirs the new file of the template
 * @throws SyntaxError if one of them is not JSON
 */
export function mergeJson(base: string, mine: string, theirs: string): MergedJson {
  const found: Found = { edits: [], conflicts: [] }
  compare([], JSON.parse(base), JSON.parse(mine), JSON.parse(theirs), found)
  const text = found.edits.reduce((edited, { path, value }) => setInJson(edited, path, value), mine)
  return { text, conflicts: found.conflicts }
}

interface Found {
  readonly edits: { readonly path: JSONPath /** Undefined removes the member. */; readonly value: unknown }[]
  readonly conflicts: string[]
}

function compare(path: JSONPath, base: unknown, mine: unknown, theirs: unknown, found: Found): void {
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(mine, theirs)) return
  if (isDeepStrictEqual(base, mine)) {
    found.edits.push({ path, value: theirs })
  } else if (isObject(mine) && isObject(theirs)) {
    const before = isObject(base) ? base : {}
    const keys = new Set([...Object.keys(before), ...Object.keys(theirs)])
    for (const key of keys) compare([...path, key], before[key], mine[key], theirs[key], found)
  } else {
    const change =
      theirs === undefined ? 'the template removed it' : `the template has ${JSON.stringify(theirs)}`
    found.conflicts.push(`${path.join('.') || 'the file'}: yours stays; ${change}`)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

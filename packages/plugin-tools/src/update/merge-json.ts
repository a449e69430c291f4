import { isDeepStrictEqual } from 'node:util'
import { applyEdits, type JSONPath, modify } from 'jsonc-parser'

/**
 * Merges JSON files member by member: takes changes of the template, and keeps changes of the
 * author and the formatting of the author's file.
 *
 * @param base the old file of the template
 * @param mine the file of the author
 * @param theirs the new file of the template
 * @returns undefined if both changed the same value in different ways
 * @throws SyntaxError if one of them is not JSON
 */
export function mergeJson(base: string, mine: string, theirs: string): string | undefined {
  const edits: Edit[] = []
  if (!compare([], JSON.parse(base), JSON.parse(mine), JSON.parse(theirs), edits)) return undefined
  const indent = /^(\t| +)"/m.exec(mine)?.[1] ?? '  '
  const formattingOptions = { insertSpaces: indent !== '\t', tabSize: indent.length, eol: '\n' }
  return edits.reduce(
    (text, { path, value }) => applyEdits(text, modify(text, path, value, { formattingOptions })),
    mine,
  )
}

interface Edit {
  readonly path: JSONPath
  /** Undefined removes the member. */
  readonly value: unknown
}

/** Collects the edits of `mine`. Returns false if both changed the same value. */
function compare(path: JSONPath, base: unknown, mine: unknown, theirs: unknown, edits: Edit[]): boolean {
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(mine, theirs)) return true
  if (isDeepStrictEqual(base, mine)) {
    edits.push({ path, value: theirs })
    return true
  }
  if (!isObject(mine) || !isObject(theirs)) return false
  const before = isObject(base) ? base : {}
  const keys = new Set([...Object.keys(before), ...Object.keys(theirs)])
  return [...keys].every((key) => compare([...path, key], before[key], mine[key], theirs[key], edits))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

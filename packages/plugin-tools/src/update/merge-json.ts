import { isDeepStrictEqual } from 'node:util'
import { applyEdits, type JSONPath, modify } from 'jsonc-parser'

/**
 * Merges files of JSON member by member: what only the template changed is taken over, what the author changed stays, and so does
 * the form of the author's file.
 *
 * @param base what the template was
 * @param mine what the author made of it
 * @param theirs what the template is now
 * @returns undefined where both changed the same value in different ways
 * @throws SyntaxError where one of them is no JSON
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
  /** Undefined takes the member out. */
  readonly value: unknown
}

/** Notes what is to be changed in `mine`. False where both changed the same. */
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

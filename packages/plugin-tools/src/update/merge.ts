import { merge } from 'node-diff3'
import { mergeJson } from './merge-json.js'

/** The files of a project: path with `/`, and text. */
export type Files = ReadonlyMap<string, string>

/** What becomes of one file. */
export type Step = { readonly path: string } & (
  | { readonly kind: 'added' | 'updated' | 'merged'; readonly text: string }
  | { readonly kind: 'removed' }
  /** The template removed it, and the author changed it; or the other way round. */
  | { readonly kind: 'kept'; readonly reason: string }
  /** Both changed the same; `text` is what the template says now. */
  | { readonly kind: 'conflict'; readonly text: string }
)

/**
 * What a newer template brings to a project: a three-way merge, file by file. A file that the author changed keeps the changes;
 * where both changed the same it stays as it is.
 *
 * @param base what the template made then
 * @param theirs what it makes now
 * @param mine the files as they are
 */
export function planUpdate(base: Files, theirs: Files, mine: Files): readonly Step[] {
  const paths = [...new Set([...base.keys(), ...theirs.keys()])].sort()
  return paths.flatMap((path) => stepFor(path, base.get(path), theirs.get(path), mine.get(path)) ?? [])
}

function stepFor(
  path: string,
  base: string | undefined,
  theirs: string | undefined,
  mine: string | undefined,
): Step | undefined {
  if (base === theirs || mine === theirs) return undefined
  if (theirs === undefined)
    return mine === base
      ? { path, kind: 'removed' }
      : { path, kind: 'kept', reason: 'the template has it no more, but you changed it' }
  if (mine === undefined)
    return base === undefined
      ? { path, kind: 'added', text: theirs }
      : { path, kind: 'kept', reason: 'you took it away; the template changed it' }
  if (mine === base) return { path, kind: 'updated', text: theirs }
  const merged = base === undefined ? undefined : mergeTexts(path, base, mine, theirs)
  if (merged === undefined) return { path, kind: 'conflict', text: theirs }
  return merged === mine ? undefined : { path, kind: 'merged', text: merged }
}

function mergeTexts(path: string, base: string, mine: string, theirs: string): string | undefined {
  if (path.endsWith('.json')) {
    try {
      return mergeJson(base, mine, theirs)
    } catch {
      // JSON with comments, or half-edited: line by line, as any text.
    }
  }
  const { conflict, result } = merge(mine.split('\n'), base.split('\n'), theirs.split('\n'))
  return conflict ? undefined : result.join('\n')
}

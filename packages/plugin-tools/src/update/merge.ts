import { merge } from 'node-diff3'
import { mergeJson } from './merge-json.js'

/** The files of a project: path (with `/`) -> text. */
export type Files = ReadonlyMap<string, string>

/** What an update does to one file. */
export type Step = { readonly path: string } & (
  | { readonly kind: 'added' | 'updated' | 'merged'; readonly text: string }
  | { readonly kind: 'removed' }
  /** The template removed it and the author changed it, or the other way round. */
  | { readonly kind: 'kept'; readonly reason: string }
  /** Both changed the same lines; `text` is the new file of the template. */
  | { readonly kind: 'conflict'; readonly text: string }
)

/**
 * Plans the update of a project to a newer template: a three-way merge, file by file. Changes of
 * the author are kept; a file with conflicting changes is left as it is.
 *
 * @param base the files of the old template
 * @param theirs the files of the new template
 * @param mine the files of the project
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
      : { path, kind: 'kept', reason: 'the template removed it, but you changed it' }
  if (mine === undefined)
    return base === undefined
      ? { path, kind: 'added', text: theirs }
      : { path, kind: 'kept', reason: 'you removed it; the template changed it' }
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
      // JSON with comments, or invalid JSON: merged line by line, like any text.
    }
  }
  const { conflict, result } = merge(mine.split('\n'), base.split('\n'), theirs.split('\n'))
  return conflict ? undefined : result.join('\n')
}

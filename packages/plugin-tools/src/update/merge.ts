import { lineEndOf, withLineEnd } from '../line-ends.js'
import { mergeJson } from './merge-json.js'
import { mergeText } from './merge-text.js'

/** The files of a project: path (with `/`) -> text. */
export type Files = ReadonlyMap<string, string>

/** What an update does to one file. */
export type Step = { readonly path: string } & (
  | { readonly kind: 'added' | 'updated' | 'merged'; readonly text: string }
  | { readonly kind: 'removed' }
  /** The template removed it and the author changed it, or the other way round. */
  | { readonly kind: 'kept'; readonly reason: string }
  /** Both changed the same lines, which are between markers, or the same values of JSON. */
  | { readonly kind: 'conflict'; readonly text: string; readonly reason: string }
)

/**
 * Plans the update of a project to a newer template: a three-way merge, file by file. Changes of
 * the author are kept, and so are the line ends of each file: a checkout with CRLF is not a change.
 *
 * @param base the files of the old template
 * @param theirs the files of the new template
 * @param mine the files of the project
 * @param label of the new version, in the markers of conflicts
 */
export function planUpdate(base: Files, theirs: Files, mine: Files, label: string): readonly Step[] {
  const paths = [...new Set([...base.keys(), ...theirs.keys()])].sort()
  return paths.flatMap((path) => {
    const text = mine.get(path)
    const step = stepFor(path, withLf(base.get(path)), withLf(text), withLf(theirs.get(path)), label)
    if (step === undefined) return []
    const end = text === undefined ? '\n' : lineEndOf(text)
    return 'text' in step ? { ...step, text: withLineEnd(step.text, end) } : step
  })
}

function withLf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : withLineEnd(text, '\n')
}

function stepFor(
  path: string,
  base: string | undefined,
  mine: string | undefined,
  theirs: string | undefined,
  label: string,
): Step | undefined {
  if (base === theirs || mine === theirs) return undefined
  if (theirs === undefined) {
    if (mine === undefined) return undefined
    return mine === base
      ? { path, kind: 'removed' }
      : { path, kind: 'kept', reason: 'the template removed it, but you changed it' }
  }
  if (mine === undefined)
    return base === undefined
      ? { path, kind: 'added', text: theirs }
      : { path, kind: 'kept', reason: 'you removed it; the template changed it' }
  if (mine === base) return { path, kind: 'updated', text: theirs }
  const { text, reason } = merged(path, base, mine, theirs, label)
  if (reason !== undefined) return { path, kind: 'conflict', text, reason }
  return text === mine ? undefined : { path, kind: 'merged', text }
}

interface Merged {
  readonly text: string
  /** What is in conflict, if anything. */
  readonly reason: string | undefined
}

function merged(path: string, base: string | undefined, mine: string, theirs: string, label: string): Merged {
  if (path.endsWith('.json')) {
    try {
      const { text, conflicts } = mergeJson(base ?? '{}', mine, theirs)
      return { text, reason: conflicts.length === 0 ? undefined : conflicts.join('; ') }
    } catch {
      // JSON with comments, or invalid JSON: merged line by line, like any text.
    }
  }
  const { text, conflicts } = mergeText(base, mine, theirs, label)
  const places = conflicts === 1 ? '1 place' : `${conflicts} places`
  return { text, reason: conflicts === 0 ? undefined : `you and the template changed ${places}` }
}

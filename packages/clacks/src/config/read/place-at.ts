import type { Place } from '../check/config-issue.js'

/** The line and column of an offset. */
export function placeAt(text: string, offset: number): Required<Place> {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

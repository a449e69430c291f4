/** A place in a text. Both numbers count from 1. */
export interface Place {
  readonly line: number
  /** Left out if only the line is known. */
  readonly column?: number
}

/** The line and column of an offset. */
export function placeAt(text: string, offset: number): Required<Place> {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** `:3:5`, `:3`, or nothing. */
export function formatPlace(place: Place | undefined): string {
  if (place === undefined) return ''
  return place.column === undefined ? `:${place.line}` : `:${place.line}:${place.column}`
}

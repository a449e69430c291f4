import stringWidth from 'string-width'

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The number of terminal columns that a text takes. CJK characters and emoji take two. */
export function columnsOf(text: string): number {
  return stringWidth(text, { countAnsiEscapeCodes: true })
}

/** Pads the end of a text to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Shortens a text to a number of columns and ends it with `…` if something was cut off. */
export function shorten(text: string, columns: number): string {
  if (columns === Number.POSITIVE_INFINITY) return text
  let used = 0
  let end = 0
  // Segments are made on demand: only the part of a long message that fits is looked at.
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    used += columnsOf(segment)
    if (used > columns) return `${text.slice(0, end)}…`
    if (used < columns) end = index + segment.length
  }
  return text
}

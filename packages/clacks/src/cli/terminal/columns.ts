import stringWidth from 'fast-string-width'

/** Each character takes one column. */
const PLAIN = /^[\x20-\x7e]*$/

/** Created with the first text that needs it: loading the rules takes longer than most commands. */
let graphemes: Intl.Segmenter | undefined

/** The number of terminal columns that a text takes. CJK characters and emoji take two. */
export function columnsOf(text: string): number {
  return stringWidth(text)
}

/** Pads the end of a text to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Shortens a text to a number of columns and ends it with `…` if something was cut off. */
export function shorten(text: string, columns: number): string {
  if (columns === Number.POSITIVE_INFINITY) return text
  if (PLAIN.test(text)) return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let used = 0
  let end = 0
  // Segments are made on demand: only the part of a long message that fits is looked at.
  for (const { segment, index } of graphemes.segment(text)) {
    used += columnsOf(segment)
    if (used > columns) return `${text.slice(0, end)}…`
    if (used < columns) end = index + segment.length
  }
  return text
}

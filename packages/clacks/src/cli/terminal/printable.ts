/** Control and format characters, line and paragraph separators, halves of surrogate pairs: what could drive a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A text of a stranger, made fit for a terminal: every character is shown and none is obeyed. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = character.codePointAt(0)?.toString(16) ?? ''
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
  })
}

/** Shortens a text to a number of columns, with `…` for what is left out. */
export function shorten(text: string, columns: number): string {
  let used = 0
  let end = 0
  let room = 0
  for (const character of text) {
    used += width(character)
    if (used > columns) return `${text.slice(0, room)}…`
    end += character.length
    if (used < columns) room = end
  }
  return text
}

/** Columns of a character. Too many for a few scripts, so that a line may be short, but never breaks. */
function width(character: string): number {
  return (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
}

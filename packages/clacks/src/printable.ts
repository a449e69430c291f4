/** Control and format characters, line separators and lone surrogates can change the terminal. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Escapes everything in an untrusted text that a terminal would interpret instead of showing. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = character.codePointAt(0)?.toString(16) ?? ''
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
  })
}

/** The same, but the line breaks of the text are kept. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

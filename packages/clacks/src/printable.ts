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

/**
 * The same for a JSON text, which keeps its value: such characters are only in its strings, and
 * become JSON escapes. Line breaks and tabs between its tokens are kept.
 */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (character) =>
    /[\t\n\r]/.test(character) ? character : escapesOf(character),
  )
}

function escapesOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** Control characters, and characters that change the direction of text or are invisible. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/gu
/** More than four marks on one letter cover the lines above. */
const MARKS = /(\p{M}{4})\p{M}+/gu

/**
 * A text of others as it can be shown on one line: what is invisible, or would move other text, is
 * written as `\u{…}`.
 * @param length the maximum number of UTF-16 code units; longer text ends in an ellipsis
 */
export function printable(text: string, length = 300): string {
  const cut = text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text
  return cut
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(MARKS, '$1…')
}

/** A text of several lines, such as an error: each as `printable` writes it. */
export function printableLines(text: string): string {
  const lines = text.split('\n').slice(0, 20)
  return lines.map((line) => printable(line, 500)).join('\n')
}

/** Any JSON value on one line. */
export function printableValue(value: unknown, length = 300): string {
  return value === undefined ? '(none)' : printable(JSON.stringify(value) ?? String(value), length)
}

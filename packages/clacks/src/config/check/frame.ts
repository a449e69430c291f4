import { UNPRINTABLE } from '../../printable.js'
import type { Place } from '../read/place.js'
import { hideNamed } from '../read/secret-text.js'

/** The number of columns shown: a config of one long line must not fill the screen. */
const COLUMNS = 72

/**
 * The line at a place in a text, with the line before it and a marker below the column. Values of
 * keys that name a secret are hidden.
 *
 * @returns undefined if the line is not known
 */
export function frameAt(text: string, place: Place | undefined): string | undefined {
  const lines = text.split(/\r\n|\r|\n/)
  if (place === undefined || place.line > lines.length) return undefined
  const { line, column = 1 } = place
  const start = Math.max(0, column - 1 - COLUMNS / 2)
  const digits = String(line).length
  const row = (number: number): string => {
    const mark = number === line ? '>' : ' '
    return `${mark} ${String(number).padStart(digits)} | ${shown(hideNamed(lines[number - 1] ?? ''), start)}`.trimEnd()
  }
  const rows = line > 1 ? [row(line - 1), row(line)] : [row(line)]
  if (place.column !== undefined) {
    const before = column - 1 - start + (start > 0 ? 1 : 0)
    rows.push(`${' '.repeat(digits + 2)} | ${' '.repeat(before)}^`)
  }
  return rows.join('\n')
}

function shown(line: string, start: number): string {
  const part = line.slice(start, start + COLUMNS).replace(UNPRINTABLE, ' ')
  return `${start > 0 && line.length > 0 ? '…' : ''}${part}${line.length > start + COLUMNS ? '…' : ''}`
}

import { stringifyMessage } from '../wire/json.js'
import { printable, shorten } from './printable.js'

/** Columns where standard output is no terminal. */
const PLAIN_COLUMNS = 160
const GAP = '  '

/** Writes a line of JSON. */
export function writeJson(value: unknown): void {
  process.stdout.write(`${stringifyMessage(value)}\n`)
}

/** Writes a line for people: every character is shown and none is obeyed. */
export function writeLine(text: string): void {
  process.stdout.write(`${printable(text).trimEnd()}\n`)
}

/** Columns of standard output as they are now. */
export function columnsNow(): number {
  return process.stdout.columns ?? PLAIN_COLUMNS
}

/** Writes rows in columns, each as wide as its widest cell, no line longer than the screen. */
export function writeTable(rows: readonly (readonly string[])[]): void {
  const shown = rows.map((row) => row.map(printable))
  const widths = shown.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  )
  for (const row of shown) {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)
    process.stdout.write(`${shorten(line.trimEnd(), columnsNow())}\n`)
  }
}

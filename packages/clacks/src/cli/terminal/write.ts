import { stringifyMessage } from '../../wire/json.js'
import { printable, shorten } from './printable.js'

/** Columns where standard output is no terminal. */
const PLAIN_COLUMNS = 160
const GAP = '  '
/** Columns that a cell keeps on a narrow screen. */
const MIN_COLUMNS = 12

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

/** Writes rows in columns, each as wide as its widest cell; where a line is longer than the screen, the widest column gives way. */
export function writeTable(rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(rows, columnsNow())) process.stdout.write(`${line}\n`)
}

/** The lines of a table on a screen of so many columns. */
export function tableLines(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const shown = rows.map((row) => row.map(printable))
  const widths = shown.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  )
  const tooMuch = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns
  const yielding = tooMuch > 0 ? widths.indexOf(Math.max(...widths)) : -1
  const widthOf = (column: number): number =>
    column === yielding ? Math.max(MIN_COLUMNS, (widths[column] ?? 0) - tooMuch) : (widths[column] ?? 0)
  return shown.map((row) => {
    const cells = row.map((cell, column) =>
      (column === yielding ? shorten(cell, widthOf(column)) : cell).padEnd(widthOf(column)),
    )
    return shorten(cells.join(GAP).trimEnd(), columns)
  })
}

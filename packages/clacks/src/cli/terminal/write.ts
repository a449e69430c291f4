import { once } from 'node:events'
import { printable } from '../../printable.js'
import { stringifyMessage } from '../../wire/json.js'
import { columnsOf, pad, shorten } from './columns.js'

const GAP = '  '
/** The width that a cell keeps on a narrow terminal. */
const MIN_CELL_COLUMNS = 12

/** Writes a value as one line of JSON. */
export function writeJson(value: unknown): void {
  process.stdout.write(`${stringifyMessage(value)}\n`)
}

/** Writes a line of text, with control characters escaped. */
export function writeLine(text: string): void {
  process.stdout.write(`${printable(text).trimEnd()}\n`)
}

/** The current width of standard output. Infinity if it is not a terminal: nothing is shortened. */
export function terminalColumns(): number {
  return process.stdout.columns ?? Number.POSITIVE_INFINITY
}

/**
 * Waits until the reader of standard output has taken what was written, or `signal` aborts. A
 * command that shows a stream waits after each line, so that a slow reader does not fill the
 * memory.
 */
export async function drained(signal: AbortSignal): Promise<void> {
  if (!process.stdout.writableNeedDrain || signal.aborted) return
  // An error aborts the signal, and is reported elsewhere.
  await once(process.stdout, 'drain', { signal }).catch(() => {})
}

/** Writes a table. On a narrow terminal the widest column is shortened. */
export function writeTable(rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(rows, terminalColumns())) process.stdout.write(`${line}\n`)
}

/** The lines of a table, each at most this wide. */
export function tableLines(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const cells = rows.map((row) => row.map(printable))
  const widths = cells.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(columnsOf(cell), widest[column] ?? 0)),
    [],
  )
  const excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns
  const shortened = excess > 0 ? widths.indexOf(Math.max(...widths)) : -1
  const widthOf = (column: number): number =>
    column === shortened ? Math.max(MIN_CELL_COLUMNS, (widths[column] ?? 0) - excess) : (widths[column] ?? 0)
  return cells.map((row) => {
    const shown = row.map((cell, column) =>
      pad(column === shortened ? shorten(cell, widthOf(column)) : cell, widthOf(column)),
    )
    return shorten(shown.join(GAP).trimEnd(), columns)
  })
}

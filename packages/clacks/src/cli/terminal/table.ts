import { printable } from '../../printable.js'
import { columnsOf, pad, shorten } from './columns.js'
import { terminalColumns } from './write.js'

const GAP = '  '
/** The width that a cell keeps on a narrow terminal. */
const MIN_CELL_COLUMNS = 12

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

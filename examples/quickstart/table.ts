import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import pc from 'picocolors'

/** No borders, columns only. */
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** One column: its heading, and its width unless it fits its content. */
export interface Column {
  readonly head: string
  readonly width?: number
  readonly right?: boolean
}

/** Formats rows as columns of text. */
export function columns(heads: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({
    head: heads.map(({ head }) => pc.dim(head)),
    colWidths: heads.map(({ width }) => width ?? null),
    colAligns: heads.map(({ right = false }) => (right ? 'right' : 'left')),
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(...rows.map((row) => [...row]))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Makes a line of a file safe to print on one line of a terminal. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ')
}

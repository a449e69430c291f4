import { join } from 'node:path'
import { readLines } from '../line-ends.js'
import type { Change } from './change.js'
import type { NewOption } from './new-option.js'
import { inLine } from './style.js'

const README = 'README.md'
/** A table of options as in the templates: header, delimiter row, rows. */
const TABLE = /^\| *option *\|[^|\n]*\|[^|\n]*\|\n\|[-: |]+\|\n(?:\|.*\|\n)*/im

/** Adds an option to the table of options in the README, if there is one. */
export async function inReadme(folder: string, { name, schema }: NewOption): Promise<Change | undefined> {
  const text = await readLines(join(folder, README)).catch(() => '')
  const table = TABLE.exec(text)
  if (table === null) return undefined
  const value = schema.default === undefined ? '' : `${inCell(code(inLine(schema.default)))} `
  const end = table.index + table[0].length
  const row = `| \`${name}\` | ${value}| ${inCell(String(schema.description ?? ''))} |\n`
  return { path: README, text: `${text.slice(0, end)}${row}${text.slice(end)}`, isNew: false }
}

/** A code span; with more backticks around than there are in it. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? fence + text + fence : `${fence} ${text} ${fence}`
}

/** In a cell of a table, a pipe needs a backslash even in code. */
function inCell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
}

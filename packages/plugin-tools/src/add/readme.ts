import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Change } from './change.js'
import type { NewOption } from './new-option.js'
import { inLine } from './style.js'

const README = 'README.md'
/** A table of options as in the templates: header, delimiter row, rows. */
const TABLE = /^\| *option *\|[^|\n]*\|[^|\n]*\|\n\|[-: |]+\|\n(?:\|.*\|\n)*/im

/** Adds an option to the table of options in the README, if there is one. */
export async function inReadme(folder: string, { name, schema }: NewOption): Promise<Change | undefined> {
  const text = await readFile(join(folder, README), 'utf8').catch(() => '')
  const table = TABLE.exec(text)
  if (table === null) return undefined
  const value = schema.default === undefined ? '' : `\`${inLine(schema.default)}\` `
  const end = table.index + table[0].length
  const row = `| \`${name}\` | ${value}| ${inCell(String(schema.description ?? ''))} |\n`
  return { path: README, text: `${text.slice(0, end)}${row}${text.slice(end)}`, isNew: false }
}

function inCell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|')
}

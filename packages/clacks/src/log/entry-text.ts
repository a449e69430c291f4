import { createColors } from 'picocolors'
import { printable } from '../printable.js'
import { detailsJson, type LogEntry, splitCode } from './entry.js'
import { priority } from './journal.js'
import { timestamp } from './timestamp.js'

/** How entries are shown. */
export interface EntryStyle {
  readonly coloured: boolean
  /** A terminal shows the time without the date. */
  readonly isTerminal: boolean
  /** systemd-journald adds the time itself, and reads the priority from the start of a line. */
  readonly isJournal: boolean
}

const COLOURS = { debug: 'dim', info: 'cyan', warn: 'yellow', error: 'red' } as const

/**
 * An entry as lines of text: time, level, module, text and details. Control characters are
 * escaped. Further lines of the text are indented, so that a text cannot imitate an entry.
 */
export function entryText({ time, level, module, text, details }: LogEntry, style: EntryStyle): string {
  const paint = createColors(style.coloured)
  const { code, others } = splitCode(details)
  const parts = [text, code === undefined ? undefined : `(${code})`, detailsJson(others)]
  const [first = '', ...rest] = parts
    .filter((part) => part !== undefined)
    .join(' ')
    .split('\n')
  const name = `${paint[COLOURS[level]](level.toUpperCase().padEnd(5))} ${printable(module)}: `
  const when = style.isJournal ? '' : `${paint.dim(timestamp(time, style.isTerminal))} `
  const start = style.isJournal ? priority(level) : ''
  return [`${when}${name}${printable(first)}`, ...rest.map((line) => `  ${printable(line)}`)]
    .map((line) => `${start}${line.trimEnd()}\n`)
    .join('')
}

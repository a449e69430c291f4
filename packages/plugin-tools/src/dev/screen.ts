import type { WriteStream } from 'node:tty'
import { createColors } from 'picocolors'
import type { DevEvent, Tell } from './event.js'

/** Columns of the name, which grow with longer names, and of what happened; the rest of the line is the text. */
const WHO_COLUMNS = { least: 12, most: 24 }
const WHAT_COLUMNS = 11
/** However narrow the terminal is, the text has so many. */
const MIN_ROOM = 20

/** How each event is painted. */
const COLOURS = {
  ready: 'bold',
  sends: 'blue',
  tap: 'cyan',
  gets: 'green',
  refused: 'yellow',
  discarded: 'yellow',
  reloaded: 'magenta',
  kept: 'red',
  log: 'dim',
  crashed: 'red',
  answer: 'bold',
  left: 'yellow',
} as const

/** Writes an event as a line of JSON. */
export function jsonLines(write: (text: string) => void): Tell {
  return ({ event, who, text, details }) => write(`${JSON.stringify({ event, who, text, ...details })}\n`)
}

/**
 * Writes an event as a line for people: who, what happened, the text. A text that needs several lines keeps its column.
 * @param columns of a terminal, as they are now; undefined where it is none
 */
export function screenLines(
  write: (text: string) => void,
  columns: () => number | undefined,
  coloured: boolean,
): Tell {
  const paint = createColors(coloured)
  let whoColumns = WHO_COLUMNS.least
  return (event) => {
    whoColumns = Math.max(whoColumns, Math.min(event.who.length, WHO_COLUMNS.most))
    const before = Math.max(whoColumns, event.who.length) + WHAT_COLUMNS + 2
    const failed = event.details?.failed !== undefined || event.details?.level === 'error'
    const what = paint[failed ? 'red' : COLOURS[event.event]](whatOf(event).padEnd(WHAT_COLUMNS))
    const room = Math.max(MIN_ROOM, (columns() ?? Number.POSITIVE_INFINITY) - before)
    const lines = event.text
      .trimEnd()
      .split('\n')
      .flatMap((line) => pieces(line, room))
    const text = lines.join(`\n${' '.repeat(before)}`)
    write(`${paint.dim(event.who.padEnd(whoColumns))} ${what} ${text}\n`)
  }
}

/** Breaks between words, where there are any in the second half of the line. */
function pieces(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line]
  const space = line.lastIndexOf(' ', room)
  const [end, next] = space > room / 2 ? [space, space + 1] : [room, room]
  return [line.slice(0, end), ...pieces(line.slice(next), room)]
}

/** Colours where standard output is a terminal that wants them: it asks NO_COLOR and FORCE_COLOR. */
export function isColoured(stdout: WriteStream): boolean {
  return stdout.isTTY && stdout.hasColors()
}

function whatOf({ event, details }: DevEvent): string {
  if (event === 'tap') return String(details?.hook)
  return event === 'log' ? String(details?.level) : event
}

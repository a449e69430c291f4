import type { WriteStream } from 'node:tty'
import { createColors } from 'picocolors'
import type { DevEvent, Report } from './event.js'

/**
 * The columns of the name, which grow with longer names, and of the event; the text takes the rest
 * of the line.
 */
const WHO_COLUMNS = { min: 12, max: 24 }
const WHAT_COLUMNS = 11
/** The minimum columns of the text, even in a narrow terminal. */
const MIN_ROOM = 20

/** The colour of each event. */
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

/** Prints an event as a line of JSON. */
export function jsonLines(write: (text: string) => void): Report {
  return ({ event, who, text, details }) => write(`${JSON.stringify({ event, who, text, ...details })}\n`)
}

/**
 * Prints an event as a line for people: name, event, text. A text of several lines is indented.
 * @param columns the current width of the terminal; undefined if it is not one
 */
export function screenLines(
  write: (text: string) => void,
  columns: () => number | undefined,
  coloured: boolean,
): Report {
  const paint = createColors(coloured)
  let whoColumns = WHO_COLUMNS.min
  return (event) => {
    whoColumns = Math.max(whoColumns, Math.min(event.who.length, WHO_COLUMNS.max))
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

/** Breaks a line between words, if there is a space in its second half. */
function pieces(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line]
  const space = line.lastIndexOf(' ', room)
  const [end, next] = space > room / 2 ? [space, space + 1] : [room, room]
  return [line.slice(0, end), ...pieces(line.slice(next), room)]
}

/** Whether standard output is a terminal with colours. Respects NO_COLOR and FORCE_COLOR. */
export function isColoured(stdout: WriteStream): boolean {
  return stdout.isTTY && stdout.hasColors()
}

function whatOf({ event, details }: DevEvent): string {
  if (event === 'tap') return String(details?.hook)
  return event === 'log' ? String(details?.level) : event
}

import type { WriteStream } from 'node:tty'
import { createColors } from 'picocolors'
import type { DevEvent, Tell } from './event.js'

/** Columns of the name, and of what happened; the rest of the line is the text. */
const WHO_COLUMNS = 12
const WHAT_COLUMNS = 11

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
  const before = WHO_COLUMNS + WHAT_COLUMNS + 2
  return (event) => {
    const failed = event.details?.failed !== undefined || event.details?.level === 'error'
    const what = paint[failed ? 'red' : COLOURS[event.event]](whatOf(event).padEnd(WHAT_COLUMNS))
    const room = Math.max(20, (columns() ?? Number.POSITIVE_INFINITY) - before)
    const lines = event.text
      .trimEnd()
      .split('\n')
      .flatMap((line) => pieces(line, room))
    const text = lines.join(`\n${' '.repeat(before)}`)
    write(`${paint.dim(event.who.padEnd(WHO_COLUMNS))} ${what} ${text}\n`)
  }
}

function pieces(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line]
  return [line.slice(0, room), ...pieces(line.slice(room), room)]
}

/** Colours where standard output is a terminal that wants them: it asks NO_COLOR and FORCE_COLOR. */
export function isColoured(stdout: WriteStream): boolean {
  return stdout.isTTY && stdout.hasColors()
}

function whatOf({ event, details }: DevEvent): string {
  if (event === 'tap') return String(details?.hook)
  return event === 'log' ? String(details?.level) : event
}

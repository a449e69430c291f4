import type { createColors } from 'picocolors'
import { printable } from '../../../printable.js'
import { bar, sparkline } from '../../terminal/charts.js'
import { columnsOf, pad, shorten } from '../../terminal/columns.js'
import { duration } from '../../terminal/duration.js'
import type { PluginRate, Sample } from './samples.js'

/** The size of a screen. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

type Paint = ReturnType<typeof createColors>

/** The numbers do not fit into fewer columns. */
export const MIN_COLUMNS = 50
const NAME = 10
const NUMBER = 12
const COLUMNS_OF_PLUGIN = { state: 12, number: 9 } as const
const STATUS_COLOURS = { alive: 'green', new: 'cyan', lost: 'yellow', dead: 'red', ignored: 'gray' } as const

/** The lines of `clacks top`. They always fit the terminal. */
export function topFrame(sample: Sample, { columns, rows }: Size, paint: Paint): readonly string[] {
  if (columns < MIN_COLUMNS)
    return [shorten(`terminal too narrow: ${columns} columns, need ${MIN_COLUMNS}`, Math.max(1, columns))]
  const head = [
    title(sample, columns, paint),
    '',
    ...rates(sample, columns, paint),
    problems(sample, columns, paint),
    '',
    ...peers(sample, columns, paint),
    '',
  ]
  const room = Math.max(0, rows - head.length - 1)
  return [...head, ...plugins(sample.plugins, columns, room, paint)].slice(0, rows)
}

function title({ status }: Sample, columns: number, paint: Paint): string {
  const left = printable(`clacks ${status.version}  ${status.address ?? '(starting)'}`)
  const right = `up ${duration(status.uptime)}  pid ${status.pid}`
  const gap = columns - columnsOf(left) - columnsOf(right)
  return gap < 2
    ? paint.bold(shorten(left, columns))
    : `${paint.bold(left)}${' '.repeat(gap)}${paint.dim(right)}`
}

function rates({ status, rates, history }: Sample, columns: number, paint: Paint): readonly string[] {
  const width = columns - NAME - NUMBER - 2
  const line = (
    name: string,
    number: string,
    points: readonly number[],
    colour: 'cyan' | 'green' | 'blue',
  ): string =>
    `${paint.bold(name.padEnd(NAME))}${number.padStart(NUMBER)}  ${paint[colour](sparkline(points, width))}`
  return [
    line('queue', short(status.statistics.queued), history.queued, 'cyan'),
    line('in', `${short(rates.received + rates.enqueued)}/s`, history.in, 'green'),
    line('out', `${short(rates.sent)}/s`, history.out, 'blue'),
  ]
}

function problems({ status, rates }: Sample, columns: number, paint: Paint): string {
  const { inFlight } = status.statistics
  const limit = status.sendrate === null ? 'unlimited' : `${short(status.sendrate)}/s`
  const parts = [
    `${short(inFlight)} in flight`,
    `${short(rates.failed)}/s not sent`,
    `${short(rates.discarded)}/s discarded`,
    `${short(rates.refused)}/s refused`,
    `sendrate ${limit}`,
  ]
  return paint.dim(fitted(parts, columns, ' '.repeat(NAME)))
}

function peers({ status }: Sample, columns: number, paint: Paint): readonly string[] {
  const counts = (['alive', 'new', 'lost', 'dead', 'ignored'] as const).map((name) => ({
    name,
    count: status.peers[name],
  }))
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  const width = columns - NAME
  const bars = counts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => paint[STATUS_COLOURS[name]]('█'.repeat(Math.floor((count / all) * width))))
  const numbers = fitted(
    counts.map(({ name, count }) => `${short(count)} ${name}`),
    columns,
    ' '.repeat(NAME),
  )
  return [`${paint.bold('peers'.padEnd(NAME))}${bars.join('') || paint.dim('none')}`, numbers]
}

function plugins(all: readonly PluginRate[], columns: number, room: number, paint: Paint): readonly string[] {
  if (all.length === 0) return [paint.dim('no plugins')]
  const { state, number } = COLUMNS_OF_PLUGIN
  const left = columns - state - 3 * number
  const name = Math.max(10, Math.min(32, left - 2))
  const barColumns = Math.max(0, left - name - 2)
  const head = `${'plugin'.padEnd(name)}${'state'.padEnd(state)}${'calls/s'.padStart(number)}${'failed'.padStart(number)}${'ms/s'.padStart(number)}`
  const rows = [...all]
    .sort((one, other) => other.busy - one.busy)
    .map((plugin) => {
      const id = pad(shorten(printable(plugin.id), name - 1), name)
      const shown = plugin.state.padEnd(state)
      const failed = short(plugin.failures).padStart(number)
      const drawn = barColumns > 0 ? `  ${paint.magenta(bar(plugin.busy / 1000, barColumns))}` : ''
      return `${id}${plugin.state === 'active' ? shown : paint.red(shown)}${short(plugin.calls).padStart(number)}${plugin.failures > 0 ? paint.yellow(failed) : failed}${short(plugin.busy).padStart(number)}${drawn}`
    })
  if (rows.length <= room) return [paint.bold(head), ...rows]
  const fitting = rows.slice(0, Math.max(0, room - 1))
  return [paint.bold(head), ...fitting, paint.dim(`and ${rows.length - fitting.length} more`)]
}

/** Joins as many parts as fit without cutting one. */
function fitted(parts: readonly string[], columns: number, indent: string): string {
  let line = indent
  for (const part of parts) {
    const next = line === indent ? `${indent}${part}` : `${line}, ${part}`
    if (next.length > columns) break
    line = next
  }
  return line
}

/** Formats a number in at most six characters: `0`, `1.5`, `999`, `12.3k`, `4.5M`. */
function short(value: number): string {
  const units: (readonly [number, string])[] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ]
  const unit = units.find(([minimum]) => value >= minimum)
  if (unit !== undefined) {
    const [size, letter] = unit
    return `${(value / (letter === 'k' ? 1000 : size)).toFixed(1)}${letter}`
  }
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 1 : 0)
}

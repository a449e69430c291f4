import { createLogUpdate } from 'log-update'
import pc from 'picocolors'
import { type Journal, type MessageRecord, missingFor, TOWERS, type TowerName } from './journal.js'
import { columns, oneLine } from './table.js'

/** How a run is shown while it goes on. */
export interface View {
  happened(tower: TowerName, text: string): void
  /** Nothing is shown after this. */
  end(): void
}

/** Milliseconds between two pictures. */
const PICTURE_MS = 100
/** Lines that the picture has beside the messages. */
const OTHER_LINES = 15
const LATEST = 4

/** A picture on a terminal, drawn again in its place. */
export function screenView(journal: Journal): View {
  const { stdout } = process
  const write = createLogUpdate(stdout, { showCursor: false })
  const latest: string[] = []
  const begin = performance.now()
  const draw = (): void => {
    const seconds = (performance.now() - begin) / 1000
    write(picture(journal, latest, seconds, stdout.columns, stdout.rows))
  }
  const timer = setInterval(draw, PICTURE_MS)
  return {
    happened(tower, text) {
      latest.push(`${tower.padEnd(8)} ${text}`)
      if (latest.length > LATEST) latest.shift()
    },
    end() {
      clearInterval(timer)
      draw()
      write.done()
    },
  }
}

/** A line for each thing that happens, where there is no terminal. */
export function linesView(): View {
  const begin = performance.now()
  return {
    happened(tower, text) {
      const seconds = ((performance.now() - begin) / 1000).toFixed(2)
      console.log(`${seconds.padStart(6)}  ${tower.padEnd(8)} ${text}`)
    },
    end() {},
  }
}

function picture(
  journal: Journal,
  latest: readonly string[],
  seconds: number,
  width: number,
  height: number,
): string {
  const { done, messages } = journal
  const title = `${pc.bold('clacks')}  ${done} of ${messages.length} messages have visited every node  ${seconds.toFixed(1)} s`
  const events = Array.from({ length: LATEST }, (_, index) =>
    pc.dim((latest[index] ?? '').slice(0, width - 1)),
  )
  return [title, '', messageGrid(journal, width, height), '', peerGrid(journal), '', ...events].join('\n')
}

/** Messages x nodes: who holds each now, and where it has been. */
function messageGrid({ messages }: Journal, width: number, height: number): string {
  const shown = pickShown(messages, Math.max(3, height - OTHER_LINES))
  const number = String(messages.length).length + 1
  const fixed = number + TOWERS.length * 9 + 2 + 6
  const longest = Math.max(...messages.map(({ text }) => text.length))
  const heads = [
    { head: '', width: number, right: true },
    { head: 'message', width: Math.max(12, Math.min(longest, width - fixed - 3)) },
    ...TOWERS.map((head) => ({ head, width: 7 })),
    { head: 'hops', width: 4, right: true },
  ]
  const rows = shown.map((message) => [
    message.number,
    oneLine(message.text),
    ...TOWERS.map((tower) => mark(message, tower)),
    message.hops,
  ])
  const hidden = messages.length - shown.length
  const rest = hidden === 0 ? '' : pc.dim(`\n${' '.repeat(number + 2)}and ${hidden} more`)
  const legend = pc.dim(`${' '.repeat(number + 2)}${pc.green('●')} is there now   ○ has been there`)
  return `${columns(heads, rows)}${rest}\n${legend}`
}

/** Where not all have room: those that are still awaited somewhere, and then the others. */
function pickShown(messages: readonly MessageRecord[], room: number): readonly MessageRecord[] {
  if (messages.length <= room) return messages
  const awaited = messages.filter((message) => missingFor(message).length > 0)
  const others = messages.filter((message) => missingFor(message).length === 0)
  return [...awaited, ...others].slice(0, room).sort((one, other) => one.number - other.number)
}

function mark({ awaited, holder, visits }: MessageRecord, tower: TowerName): string {
  if (holder === tower) return pc.green('   ●')
  if (visits.has(tower)) return '   ○'
  return awaited.includes(tower) ? '' : pc.dim('   -')
}

/** Nodes x nodes: who knows whom. */
function peerGrid({ towers }: Journal): string {
  const heads = [{ head: 'knows', width: 8 }, ...TOWERS.map((head) => ({ head, width: 7 }))]
  const rows = towers.map(({ name, peers }) => [
    name,
    ...towers.map((other) => (other.name === name ? pc.dim('itself') : painted(peers.get(other.address)))),
  ])
  return columns(heads, rows)
}

function painted(status: string | undefined): string {
  if (status === undefined) return ''
  if (status === 'alive') return pc.green(status)
  return status === 'new' ? pc.cyan(status) : pc.yellow(status)
}

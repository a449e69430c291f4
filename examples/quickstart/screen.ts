import pc from 'picocolors'
import { type History, type MessageRecord, missingFor, TOWERS, type TowerName } from './history.js'
import type { Outcome } from './outcome.js'
import { columns, oneLine } from './table.js'

/** Shows a run while it goes on. */
export interface View {
  event(tower: TowerName, text: string): void
  /** Nothing is shown after this. */
  end(outcome: Outcome): void | Promise<void>
}

/** Where a screen is drawn. */
export interface Surface {
  readonly columns: number
  readonly rows: number
  draw(frame: string): void
  close(outcome: Outcome): void | Promise<void>
}

/** Milliseconds between two frames. */
const FRAME_MS = 100
/** Lines of a frame besides the messages. */
const OTHER_LINES = 15
const RECENT_EVENTS = 4

/** Draws the whole state again and again. */
export function screenView(history: History, surface: Surface): View {
  const recent: string[] = []
  const start = performance.now()
  const draw = (): void => {
    const seconds = (performance.now() - start) / 1000
    surface.draw(frameOf(history, recent, seconds, surface))
  }
  const timer = setInterval(draw, FRAME_MS)
  return {
    event(tower, text) {
      recent.push(`${tower.padEnd(8)} ${text}`)
      if (recent.length > RECENT_EVENTS) recent.shift()
    },
    end(outcome) {
      clearInterval(timer)
      draw()
      return surface.close(outcome)
    },
  }
}

/** Prints one line per event, for output that is not a terminal. */
export function linesView(): View {
  const start = performance.now()
  return {
    event(tower, text) {
      const seconds = ((performance.now() - start) / 1000).toFixed(2)
      console.log(`${seconds.padStart(6)}  ${tower.padEnd(8)} ${text}`)
    },
    end() {},
  }
}

function frameOf(
  history: History,
  recent: readonly string[],
  seconds: number,
  { columns: width, rows: height }: Surface,
): string {
  const { done, messages } = history
  const title = `${pc.bold('clacks')}  ${done} of ${messages.length} messages have visited every node  ${seconds.toFixed(1)} s`
  const events = Array.from({ length: RECENT_EVENTS }, (_, index) =>
    pc.dim((recent[index] ?? '').slice(0, width - 1)),
  )
  return [title, '', messageGrid(history, width, height), '', peerGrid(history), '', ...events].join('\n')
}

/** Messages by nodes: where each message is, and where it has been. */
function messageGrid({ messages }: History, width: number, height: number): string {
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
  const legend = pc.dim(`${' '.repeat(number + 2)}${pc.green('●')} here now   ○ visited`)
  return `${columns(heads, rows)}${rest}\n${legend}`
}

/** If not all fit: first those that have nodes left to visit, then the others. */
function pickShown(messages: readonly MessageRecord[], room: number): readonly MessageRecord[] {
  if (messages.length <= room) return messages
  const unfinished = messages.filter((message) => missingFor(message).length > 0)
  const finished = messages.filter((message) => missingFor(message).length === 0)
  return [...unfinished, ...finished].slice(0, room).sort((one, other) => one.number - other.number)
}

function mark({ expected, holder, visits }: MessageRecord, tower: TowerName): string {
  if (holder === tower) return pc.green('   ●')
  if (visits.has(tower)) return '   ○'
  return expected.includes(tower) ? '' : pc.dim('   -')
}

/** Nodes by nodes: who knows whom. */
function peerGrid({ towers }: History): string {
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

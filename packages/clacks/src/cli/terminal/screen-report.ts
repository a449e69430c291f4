import { createColors } from 'picocolors'
import type { Clock } from '../../clock.js'
import type { NodeEvent } from '../../control/server/node-events.js'
import { header } from './header.js'
import { printable, shorten } from './printable.js'
import type { Report } from './report.js'

/** How each event is called and painted. The failures of plugins are not here: the log says them. */
const EVENTS: Readonly<
  Record<string, readonly [word: string, colour: 'green' | 'cyan' | 'blue' | 'yellow' | 'magenta']>
> = {
  received: ['received', 'green'],
  queued: ['queued', 'cyan'],
  sent: ['sent', 'blue'],
  sendFailed: ['not sent', 'yellow'],
  discarded: ['discarded', 'yellow'],
  announced: ['announced', 'magenta'],
  peerDiscovered: ['discovered', 'magenta'],
  peerUpdated: ['peer', 'magenta'],
  reconfigured: ['config', 'cyan'],
  skipped: ['skipped', 'yellow'],
}
/** What happens to the node itself: the text gets the room of the peer. */
const OF_NO_PEER: ReadonlySet<string> = new Set(['reconfigured', 'skipped'])
const NAME_COLUMNS = 11
const WORD_COLUMNS = 10
const PEER_COLUMNS = 22

/** Where a report for people is written. */
export interface Screen {
  write(text: string): void
  /** Columns of a terminal, as they are now; undefined where it is none. */
  columns(): number | undefined
  readonly coloured: boolean
  /** The folder that paths are shown from. */
  readonly folder: string
}

/** Lines for people: a header, then a line an event, no longer than the screen is wide. */
export function screenReport(screen: Screen, clock: Clock): Report {
  const paint = createColors(screen.coloured)
  const say = (text: string): void => screen.write(`${text.trimEnd()}\n`)
  return {
    started(node, loaded) {
      for (const [name, text] of header(node, loaded, screen.folder)) {
        say(`${paint.bold(name.padEnd(NAME_COLUMNS))}  ${printable(text)}`)
      }
      say('')
    },
    happened(event) {
      const [word, colour] = EVENTS[event.event] ?? []
      if (word === undefined || colour === undefined || isRepetition(event)) return
      const time = new Date(clock.now()).toTimeString().slice(0, 8)
      const columns = OF_NO_PEER.has(event.event) ? 0 : PEER_COLUMNS
      const peer = shorten(printable(event.peer ?? ''), columns).padEnd(columns)
      const taken = time.length + WORD_COLUMNS + columns + 6
      const text = shorten(printable(textOf(event)), Math.max(10, (screen.columns() ?? 160) - taken))
      say(`${paint.dim(time)}  ${paint[colour](word.padEnd(WORD_COLUMNS))}  ${peer}  ${text}`)
    },
    stopping() {
      say(paint.dim('stopping; Ctrl-C again ends it at once'))
    },
    stopped(node) {
      const { received, sent, discarded, queued } = node.statistics()
      say(`stopped: ${received} received, ${sent} sent, ${discarded} discarded, ${queued} left in the queue`)
    },
  }
}

/** What is received is queued: one line is enough. */
function isRepetition({ event, details }: NodeEvent): boolean {
  return event === 'queued' && details?.origin === 'received'
}

function textOf({ event, message, details = {} }: NodeEvent): string {
  if (event === 'reconfigured') return String(details.summary)
  if (event === 'skipped') return `${details.events} events that came faster than they can be shown`
  if (event === 'peerUpdated') return `${details.before} -> ${details.status}`
  if (details.reason === undefined) return message ?? ''
  return `${details.reason}: ${message}`
}

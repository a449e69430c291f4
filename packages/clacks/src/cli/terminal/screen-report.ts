import { createColors } from 'picocolors'
import type { Clock } from '../../clock.js'
import type { NodeEvent } from '../../control/server/node-events.js'
import type { EventName } from '../../hooks/hook-table.js'
import { printable } from '../../printable.js'
import { pad, shorten } from './columns.js'
import { header } from './header.js'
import type { Report } from './report.js'

type ShownEvent = Exclude<EventName, 'pluginFailed'> | 'reconfigured' | 'skipped'
type Look = readonly [label: string, colour: 'green' | 'cyan' | 'blue' | 'yellow' | 'magenta']

/** Label and colour of each event. Plugin failures are missing because the log reports them. */
const EVENTS: Readonly<Record<ShownEvent, Look>> & Readonly<Partial<Record<string, Look>>> = {
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
/** Events without a peer. Their text takes the space of the peer. */
const WITHOUT_PEER: ReadonlySet<string> = new Set(['reconfigured', 'skipped'])
const NAME_COLUMNS = 11
const LABEL_COLUMNS = 10
const PEER_COLUMNS = 22

/** Where a human-readable report is written. */
export interface Screen {
  write(text: string): void
  /** The current width; undefined if this is not a terminal. */
  columns(): number | undefined
  readonly coloured: boolean
  /** Paths are shown relative to this folder. */
  readonly folder: string
}

/** Writes a header, then one line per event, no wider than the terminal. */
export function screenReport(screen: Screen, clock: Clock): Report {
  const paint = createColors(screen.coloured)
  const print = (text: string): void => screen.write(`${text.trimEnd()}\n`)
  return {
    started(node, loaded) {
      for (const [name, text] of header(node, loaded, screen.folder)) {
        print(`${paint.bold(name.padEnd(NAME_COLUMNS))}  ${printable(text)}`)
      }
      print('')
    },
    happened(event) {
      const [label, colour] = EVENTS[event.event] ?? []
      if (label === undefined || colour === undefined || isRepetition(event)) return
      const time = new Date(clock.now()).toTimeString().slice(0, 8)
      const columns = WITHOUT_PEER.has(event.event) ? 0 : PEER_COLUMNS
      const peer = pad(shorten(printable(event.peer ?? ''), columns), columns)
      const taken = time.length + LABEL_COLUMNS + columns + 6
      const text = shorten(printable(detailOf(event)), Math.max(10, (screen.columns() ?? 160) - taken))
      print(`${paint.dim(time)}  ${paint[colour](label.padEnd(LABEL_COLUMNS))}  ${peer}  ${text}`)
    },
    stopping() {
      print(paint.dim('stopping (press Ctrl-C again to quit immediately)'))
    },
    stopped(node) {
      const { received, sent, discarded, queued } = node.statistics()
      print(
        `stopped: ${received} received, ${sent} sent, ${discarded} discarded, ${queued} left in the queue`,
      )
    },
  }
}

/** A received message is also queued. One line is enough. */
function isRepetition({ event, details }: NodeEvent): boolean {
  return event === 'queued' && details?.origin === 'received'
}

function detailOf({ event, message, details = {} }: NodeEvent): string {
  if (event === 'reconfigured') return String(details.summary)
  if (event === 'skipped') return `${details.events} events, too fast to show`
  if (event === 'peerUpdated') return `${details.before} -> ${details.status}`
  if (details.reason === undefined) return message ?? ''
  return `${details.reason}: ${message}`
}

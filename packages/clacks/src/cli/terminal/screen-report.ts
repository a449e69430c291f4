import { createColors } from 'picocolors'
import { formatAddress } from '../../address.js'
import type { Clock } from '../../clock.js'
import type { NodeEvent } from '../../control/server/node-events.js'
import type { EventName } from '../../hooks/hook-table.js'
import type { Subject } from '../../log/bounded-output.js'
import type { EntryStyle } from '../../log/entry-text.js'
import { priority } from '../../log/journal.js'
import { timestamp } from '../../log/timestamp.js'
import { isLogged, type LogLevel } from '../../log.js'
import { printable } from '../../printable.js'
import { VERSION } from '../../version.js'
import { columnsOf, pad, shorten } from './columns.js'
import { header } from './header.js'
import type { Report, Write } from './report.js'

type ShownEvent = EventName | 'reconfigured' | 'skipped'
type Look = readonly [label: string, colour: 'green' | 'cyan' | 'blue' | 'yellow' | 'magenta' | 'red']

/** Label and colour of each event. */
const EVENTS: Readonly<Record<ShownEvent, Look>> & Readonly<Partial<Record<string, Look>>> = {
  received: ['received', 'green'],
  queued: ['queued', 'cyan'],
  sent: ['sent', 'blue'],
  sendFailed: ['not sent', 'yellow'],
  discarded: ['discarded', 'yellow'],
  announced: ['announced', 'magenta'],
  peerDiscovered: ['discovered', 'magenta'],
  peerUpdated: ['peer', 'magenta'],
  pluginFailed: ['plugin', 'red'],
  reconfigured: ['config', 'cyan'],
  skipped: ['skipped', 'yellow'],
}
/** Events without a peer. Their text takes the space of the peer. */
const WITHOUT_PEER: ReadonlySet<string> = new Set(['pluginFailed', 'reconfigured', 'skipped'])
const NAME_COLUMNS = 11
const LABEL_COLUMNS = 10
const PEER_COLUMNS = 22

/** How a human-readable report is written. */
export interface ScreenStyle extends EntryStyle {
  /** Above `info`, only a line that the node has started is shown. */
  readonly level: LogLevel
  /** The current width; undefined if this is not a terminal, whose lines are not shortened. */
  readonly columns: number | undefined
  /** Paths are shown relative to this folder. */
  readonly folder: string
}

/** Writes a header, then one line per event, no wider than the terminal. */
export function screenReport(write: Write, clock: Clock, style: ScreenStyle): Report {
  const paint = createColors(style.coloured)
  const print = (text: string, subject: Subject = 'node'): void =>
    write(`${style.isJournal ? priority('info') : ''}${text.trimEnd()}\n`, subject)
  const isShown = (): boolean => isLogged('info', style.level)
  const fitting = (text: string, columns: number): string =>
    style.columns === undefined ? printable(text) : shorten(printable(text), Math.max(10, columns))
  return {
    started(node, loaded) {
      if (!isShown()) return print(`clacks ${VERSION} started at https://${formatAddress(node.address)}`)
      for (const [name, text] of header(node, loaded, style.folder)) {
        print(`${paint.bold(name.padEnd(NAME_COLUMNS))}  ${printable(text)}`)
      }
      print('')
    },
    happened(event) {
      const [label, colour] = EVENTS[event.event] ?? []
      if (label === undefined || colour === undefined || !isShown()) return
      const time = style.isJournal ? '' : `${timestamp(clock.now(), style.isTerminal)}  `
      const peer = WITHOUT_PEER.has(event.event)
        ? ''
        : `${pad(fitting(event.peer ?? '', PEER_COLUMNS), PEER_COLUMNS)}  `
      const taken = time.length + LABEL_COLUMNS + 2 + columnsOf(peer)
      const text = fitting(detailOf(event), (style.columns ?? 0) - taken)
      const line = `${paint.dim(time)}${paint[colour](label.padEnd(LABEL_COLUMNS))}  ${peer}${text}`
      print(line, event.message === undefined ? 'node' : 'message')
    },
    stopping() {
      if (isShown()) print(paint.dim('stopping (press Ctrl-C again to quit immediately)'))
    },
    stopped(node) {
      if (!isShown()) return
      const { received, sent, discarded, queued } = node.statistics()
      print(
        `stopped: ${received} received, ${sent} sent, ${discarded} discarded, ${queued} left in the queue`,
      )
    },
  }
}

/** A received message is also queued. A reader of both needs only one line. */
export function isRepetition({ event, details }: NodeEvent): boolean {
  return event === 'queued' && details?.origin === 'received'
}

function detailOf({ event, message, details = {} }: NodeEvent): string {
  if (event === 'reconfigured') return String(details.summary)
  if (event === 'skipped') return `${details.events} events, too fast to show`
  if (event === 'peerUpdated') return `${details.before} -> ${details.status}`
  if (details.reason === undefined) return message ?? ''
  const reason = String(details.reason)
  return message === undefined ? reason : `${reason.replace(/\.$/, '')}: ${message}`
}

import { formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import type { PluginError } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import type { LostAcceptance } from '../transport/memory.js'
import { EventLog } from './event-log.js'
import { acceptedIn, countedText, type MessageLocator } from './message-locator.js'
import { MessageRecords } from './message-records.js'

/** What the history of a network may take. */
export interface HistoryOptions {
  /**
   * About how many bytes of memory the records of messages may take: which nodes each has visited,
   * and what happened to it. A visit takes about 120, a message 400 and its text. When they take
   * more, those of the messages that have not moved for longest are dropped; what needs them then
   * throws. Default 268,435,456 (256 MiB).
   */
  readonly bytes?: number
}

const DEFAULT_BYTES = 2 ** 28

/** The events of a network, and what became of each message. */
export class History {
  readonly records: MessageRecords
  readonly events: EventLog
  readonly #clock: Clock
  /** Each name once: records keep it for each visit. */
  readonly #names = new Map<string, string>()

  constructor(clock: Clock, { bytes = DEFAULT_BYTES }: HistoryOptions) {
    this.#clock = clock
    this.records = new MessageRecords(bytes)
    this.events = new EventLog(clock)
  }

  /** Watches a node from now on. It only observes: the run stays the same. */
  watch<Message>(name: string, hostname: string, hooks: Hooks<Message>): void {
    this.#names.set(hostname, name)
    const { events, records } = this
    const tap = 'network'
    hooks.queued.tap(tap, (message, origin, sender) => {
      const text = countedText(message)
      const from = sender && (this.#names.get(sender.hostname) ?? sender.hostname)
      records.visit(text, name, from, this.#clock.monotonic())
      if (origin === 'enqueued') records.count(text, 'enqueued')
      events.note(name, `queued, ${origin}`, text)
    })
    hooks.sent.tap(tap, ({ message, peer }) =>
      events.note(name, `sent to ${formatAddress(peer)}`, countedText(message)),
    )
    hooks.sendFailed.tap(tap, ({ message, peer, reason }) =>
      events.note(name, `failed to send to ${formatAddress(peer)} (${reason})`, countedText(message)),
    )
    hooks.discarded.tap(tap, ({ message, reason, direction }) => {
      const text = message === undefined ? '' : countedText(message)
      if (message !== undefined) records.count(text, 'discarded')
      events.note(name, `discarded, ${direction} (${reason})`, text)
    })
    hooks.peerDiscovered.tap(tap, (peer) => events.note(name, `discovered ${formatAddress(peer)}`))
    hooks.peerUpdated.tap(tap, (peer, before) =>
      events.note(name, `${formatAddress(peer)} ${before} -> ${peer.status}`),
    )
    hooks.announced.tap(tap, (peer) => events.note(name, `announced by ${formatAddress(peer)}`))
    hooks.pluginFailed.tap(tap, (error: PluginError) => events.note(name, `plugin failed: ${error.message}`))
  }

  /** A node is killed. @param held where its messages are */
  nodeLost(held: MessageLocator): void {
    for (const text of held.texts())
      for (let copy = 0; copy < held.locate(text).copies; copy++) this.records.count(text, 'lost')
  }

  /** An answer that accepts messages is lost: their sender keeps them. */
  acceptanceLost(request: LostAcceptance): void {
    for (const message of acceptedIn(request)) this.records.count(countedText(message), 'lostAcceptances')
  }
}

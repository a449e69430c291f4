import { createHash } from 'node:crypto'
import { formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import type { PluginError } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import { Counts } from './counts.js'
import { countedText } from './message-locator.js'

/** Number of recent events to keep; older ones only count in the digest. */
const MAX_LINES = 2_000
/** Characters of a message to show in an event. */
const SHOWN = 120

/** A failure of a plugin on a node. */
export interface Failure {
  readonly node: string
  readonly error: PluginError
}

/** The events of a network, and which nodes each message has visited. */
export class History {
  /** Failures of plugins, oldest first. */
  readonly failures: Failure[] = []
  /** How often each message was enqueued by an application. */
  readonly enqueued = new Counts()
  /** How often each message was discarded. */
  readonly discarded = new Counts()
  readonly #clock: Clock
  readonly #digest = createHash('sha256')
  readonly #coverage = new Map<string, Set<string>>()
  #lines: string[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Watches a node from now on. It only observes: the run stays the same. */
  watch<Message>(name: string, hooks: Hooks<Message>): void {
    const tap = 'network'
    hooks.queued.tap(tap, (message, origin) => this.#queued(name, countedText(message), origin))
    hooks.sent.tap(tap, ({ message, peer }) =>
      this.#note(name, `sent to ${formatAddress(peer)}`, countedText(message)),
    )
    hooks.sendFailed.tap(tap, ({ message, peer, reason }) =>
      this.#note(name, `failed to send to ${formatAddress(peer)} (${reason})`, countedText(message)),
    )
    hooks.discarded.tap(tap, ({ message, reason, direction }) => {
      const text = message === undefined ? '' : countedText(message)
      this.discarded.add(text)
      this.#note(name, `discarded, ${direction} (${reason})`, text)
    })
    hooks.peerDiscovered.tap(tap, (peer) => this.#note(name, `discovered ${formatAddress(peer)}`))
    hooks.peerUpdated.tap(tap, (peer, before) =>
      this.#note(name, `${formatAddress(peer)} ${before} -> ${peer.status}`),
    )
    hooks.announced.tap(tap, (peer) => this.#note(name, `announced by ${formatAddress(peer)}`))
    hooks.pluginFailed.tap(tap, (error) => {
      this.failures.push({ node: name, error })
      this.#note(name, `plugin failed: ${error.message}`)
    })
  }

  /** Records an event of the network itself: a partition, a kill. */
  note(what: string): void {
    this.#note('network', what)
  }

  /** The names of the nodes that have queued a message so far. */
  coverage(text: string): readonly string[] {
    return [...(this.#coverage.get(text) ?? [])]
  }

  /** SHA-256 over all events so far: equal for two equal runs. */
  digest(): string {
    return this.#digest.copy().digest('hex')
  }

  /** The last events that contain a text, oldest first; without a text, the last of all. */
  recent(count: number, text = ''): readonly string[] {
    const shown = text.slice(0, SHOWN)
    return this.#lines.filter((line) => line.includes(shown)).slice(-count)
  }

  #queued(name: string, text: string, origin: string): void {
    const names = this.#coverage.get(text)
    if (names === undefined) this.#coverage.set(text, new Set([name]))
    else names.add(name)
    if (origin === 'enqueued') this.enqueued.add(text)
    this.#note(name, `queued, ${origin}`, text)
  }

  #note(name: string, what: string, text = ''): void {
    const line = `${this.#clock.monotonic().toFixed(3)} ms  ${name}  ${what}  `
    this.#digest.update(line).update(text).update('\n')
    this.#lines.push(`${line}${text.slice(0, SHOWN)}`)
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES)
  }
}

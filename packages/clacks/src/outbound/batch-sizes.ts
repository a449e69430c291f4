import type { PeerRecord } from '../peers/record.js'
import type { Settings } from '../settings/settings.js'

/** Answers to a batch that a peer would not give to each of its messages alone. */
const TOO_LARGE = 413
const NOT_UNDERSTOOD = new Set([400, 415])

/** How many messages a batch to a peer may have: fewer once it refuses one as a whole. */
export class BatchSizes {
  readonly #settings: { readonly limits: Pick<Settings['limits'], 'batchMessages'> }
  /** Peers that take fewer than this node would send. */
  readonly #smaller = new WeakMap<PeerRecord, number>()

  constructor(settings: { readonly limits: Pick<Settings['limits'], 'batchMessages'> }) {
    this.#settings = settings
  }

  max(record: PeerRecord): number {
    const { batchMessages } = this.#settings.limits
    return Math.max(1, Math.min(batchMessages, this.#smaller.get(record) ?? batchMessages))
  }

  /** Learns from an answer to a batch. True if it says something about the batch as a whole. */
  learn(record: PeerRecord, messages: number, status: number): boolean {
    if (status === TOO_LARGE) this.#smaller.set(record, Math.floor(messages / 2))
    else if (NOT_UNDERSTOOD.has(status)) this.#smaller.set(record, 1)
    else return false
    return true
  }
}

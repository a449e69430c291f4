import type { Clock } from '../clock.js'
import type { MessageQueue } from '../queue/queue.js'
import type { QueuedMessage } from '../queue/queued-message.js'

/** How often a peer is looked for while messages wait for one that can take them. */
export const RETRY_PICK_MS = 500

/** Deferred messages that are tried again at once; twice as many after one that was sent. */
const MIN_RETRIED = 64
const MAX_RETRIED = 65_536

/**
 * Messages that no peer can take now: retried now and then, not all at once, since each looks at
 * all peers.
 */
export class DeferredMessages {
  readonly #queue: MessageQueue
  readonly #clock: Clock
  #retryAt = 0
  #retried = MIN_RETRIED
  #hasSent = false

  constructor(queue: MessageQueue, clock: Clock) {
    this.#queue = queue
    this.#clock = clock
  }

  /** Milliseconds until the next try; undefined if there is nothing to try. */
  get delay(): number | undefined {
    return this.#queue.deferred === 0 ? undefined : this.#retryAt - this.#clock.monotonic()
  }

  defer(entry: QueuedMessage): void {
    if (this.#queue.deferred === 0) this.#retryAt = this.#clock.monotonic() + RETRY_PICK_MS
    this.#queue.defer(entry)
  }

  /** A message was sent: peers take messages again. */
  noteSent(): void {
    this.#hasSent = true
  }

  /** Puts some of them back in the queue, if it is time. */
  requeueDue(): void {
    const { delay } = this
    if (delay === undefined || delay > 0) return
    this.#retried = this.#hasSent ? Math.min(MAX_RETRIED, 2 * this.#retried) : MIN_RETRIED
    this.#hasSent = false
    this.#retryAt = this.#clock.monotonic() + RETRY_PICK_MS
    this.#queue.requeueDeferred(this.#retried)
  }
}

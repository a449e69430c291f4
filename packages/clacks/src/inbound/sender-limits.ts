import type { Clock } from '../clock.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Settings } from '../settings/settings.js'
import { canPassOn } from './back-pressure.js'
import { BadInputs } from './bad-inputs.js'
import type { Incoming } from './incoming.js'
import { busy, type RefusedOutcome, toldToWait } from './outcome.js'

/** What the limits need from their node. */
export interface SenderLimitParts {
  readonly clock: Clock
  readonly queue: MessageQueue
  readonly settings: Settings
}

/** Whether a message of a sender is taken now, whatever it says. */
export class SenderLimits {
  readonly #queue: MessageQueue
  readonly #settings: Settings
  /** Senders whose messages make plugins fail. */
  readonly badInputs: BadInputs

  constructor({ clock, queue, settings }: SenderLimitParts) {
    this.#queue = queue
    this.#settings = settings
    this.badInputs = new BadInputs(clock)
  }

  /** Why a message is not taken now; undefined if it is. */
  refusal({ source, caps, payload }: Incoming, bytes: number): RefusedOutcome | undefined {
    const seconds = this.badInputs.secondsToWait(source.name)
    if (seconds > 0) return toldToWait(seconds, 'messages of this sender fail here')
    // A legacy peer takes any refusal for a failure: the time of the queue does not count for it.
    if (caps !== undefined && !canPassOn(this.#queue, this.#settings, source, payload.waiting ?? 0))
      return busy('the queue takes too long')
    if (!this.#queue.hasRoom(1, bytes)) return busy('the queue is full')
    if (this.#queue.hasShare(source, bytes)) return undefined
    return busy('the network of the sender has its share of the queue')
  }
}

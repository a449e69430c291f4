import type { Clock } from '../clock.js'
import { NetworkRanges } from '../network-range.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest } from '../transport/transport.js'
import type { Payload } from '../wire/payload.js'
import { canPassOn } from './back-pressure.js'
import { BadInputs } from './bad-inputs.js'
import { busy, type Outcome, toldToWait } from './outcome.js'

/** What the limits need from their node. */
export interface SenderLimitParts {
  readonly clock: Clock
  readonly queue: MessageQueue
  readonly settings: Settings
}

/** A message that has arrived. */
interface Incoming {
  readonly payload: Pick<Payload, 'waiting'>
  readonly request: Pick<InboundRequest, 'caps' | 'remoteAddress'>
  /** The network range that it counts for; on loopback, the sender. */
  readonly source: string
}

/** Whether a message of a sender is taken now, whatever it says. */
export class SenderLimits {
  readonly #queue: MessageQueue
  readonly #settings: Settings
  readonly #ranges: NetworkRanges
  /** Senders whose messages make plugins fail. */
  readonly badInputs: BadInputs

  constructor({ clock, queue, settings }: SenderLimitParts) {
    this.#queue = queue
    this.#settings = settings
    this.#ranges = new NetworkRanges(settings.trustedRanges)
    this.badInputs = new BadInputs(clock)
  }

  /** Why a message is not taken now; undefined if it is. */
  refusal({ source, request, payload }: Incoming, bytes: number): Outcome | undefined {
    const { caps, remoteAddress } = request
    const seconds = this.badInputs.secondsToWait(source)
    if (seconds > 0) return toldToWait(seconds, 'messages of this sender fail here')
    const range = { name: source, weight: this.#ranges.weightOf(remoteAddress) }
    // A legacy peer takes any refusal for a failure: it is refused only if there is no room.
    if (caps !== undefined && !canPassOn(this.#queue, this.#settings, range, payload.waiting ?? 0))
      return busy('the queue takes too long')
    if (!this.#queue.hasRoom(1, bytes)) return busy('the queue is full')
    if (this.#queue.hasShare(range, bytes)) return undefined
    return busy('the network of the sender has its share of the queue')
  }
}

import { Ring } from './ring.js'

/** A message of the queue: its JSON text, which nobody can change under us, and what is known of its travels. */
export interface QueuedMessage {
  /** The JSON text. */
  readonly json: string
  /** Bytes of the text in UTF-8. */
  readonly bytes: number
  /** Names this stay of the message at this node, so that a receiver recognises a repeated transfer of it. */
  readonly transfer: string
  /** Whether a legacy peer can carry it; undefined as long as nobody asked. */
  fitsLegacy: boolean | undefined
  /** Peers that refused it, and until when they are not asked again; undefined as long as nobody did. */
  refusals: Map<string, number> | undefined
}

/** How much a queue may hold; what is under way counts until it is settled. */
export interface QueueBounds {
  readonly messages: number
  readonly bytes: number
}

/**
 * The bounded first-in-first-out queue of messages.
 *
 * A message that is taken stays counted until it is settled, so that putting it back always succeeds. A message for which
 * there is no peer now is deferred, so that it does not stand in the way of others.
 */
export class MessageQueue {
  readonly #bounds: QueueBounds
  readonly #waiting = new Ring<QueuedMessage>()
  readonly #deferred = new Ring<QueuedMessage>()
  readonly #taken = new Set<QueuedMessage>()
  readonly #released: ((message: QueuedMessage) => void) | undefined
  #bytes = 0
  #reserved = 0

  /**
   * @param bounds asked each time: they may change
   * @param released told of each message that leaves for good
   */
  constructor(bounds: QueueBounds, released?: (message: QueuedMessage) => void) {
    this.#bounds = bounds
    this.#released = released
  }

  /** Messages that are here: waiting or deferred. */
  get size(): number {
    return this.#waiting.size + this.#deferred.size
  }

  /** Messages that can be taken. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Messages that wait for a peer that can take them. */
  get deferred(): number {
    return this.#deferred.size
  }

  /** Messages that were taken and are not settled. */
  get taken(): number {
    return this.#taken.size
  }

  /** Bytes of all messages, those taken and the places reserved included. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether so much more would fit. */
  hasRoom(messages: number, bytes: number): boolean {
    const held = this.size + this.#taken.size + this.#reserved
    return held + messages <= this.#bounds.messages && this.#bytes + bytes <= this.#bounds.bytes
  }

  /** Holds places for messages that will come, until `free`. False, and nothing held, where there is no room. */
  reserve(messages: number, bytes: number): boolean {
    if (!this.hasRoom(messages, bytes)) return false
    this.#reserved += messages
    this.#bytes += bytes
    return true
  }

  /** Gives places back that were reserved. */
  free(messages: number, bytes: number): void {
    this.#reserved -= messages
    this.#bytes -= bytes
  }

  /** Adds a message at the end. The caller has asked for room. */
  put(message: QueuedMessage): void {
    this.#waiting.push(message)
    this.#bytes += message.bytes
  }

  /** Takes the message that waited longest; it must be settled: `putBack`, `returnFirst`, `defer` or `release`. */
  take(): QueuedMessage | undefined {
    const message = this.#waiting.shift()
    if (message !== undefined) this.#taken.add(message)
    return message
  }

  /** Settles a taken message: it is somewhere else now. */
  release(message: QueuedMessage): void {
    if (!this.#taken.delete(message)) return
    this.#bytes -= message.bytes
    this.#released?.(message)
  }

  /** Settles a taken message: it goes to the end of the queue. */
  putBack(message: QueuedMessage): void {
    if (this.#taken.delete(message)) this.#waiting.push(message)
  }

  /** Settles a taken message: it is the next to be taken. */
  returnFirst(message: QueuedMessage): void {
    if (this.#taken.delete(message)) this.#waiting.unshift(message)
  }

  /** Settles a taken message: it waits on the shelf until `requeueDeferred`. */
  defer(message: QueuedMessage): void {
    if (this.#taken.delete(message)) this.#deferred.push(message)
  }

  /** Brings what is deferred back to the end of the queue. */
  requeueDeferred(): void {
    for (let left = this.#deferred.size; left > 0; left--) {
      const message = this.#deferred.shift()
      if (message !== undefined) this.#waiting.push(message)
    }
  }

  /** Messages that are here, those deferred first: they are the older ones. */
  *[Symbol.iterator](): IterableIterator<QueuedMessage> {
    yield* this.#deferred
    yield* this.#waiting
  }

  /** Messages that were taken and are not settled, in the order of taking. */
  inFlightMessages(): Iterable<QueuedMessage> {
    return this.#taken
  }
}

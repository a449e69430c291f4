import type { NetworkRange } from '../network-range.js'
import { QueueShares } from './queue-shares.js'
import type { QueuedMessage } from './queued-message.js'
import { Ring } from './ring.js'
import { TakenMessages } from './taken-messages.js'

/** Refusals remembered for one message. */
const MAX_REFUSALS = 16
/** What one takes up, counted as bytes of the queue. */
const REFUSAL_BYTES = 64

/** The bounds of a queue. Messages in flight count until they are settled. */
export interface QueueBounds {
  readonly messages: number
  readonly bytes: number
}

/**
 * The bounded FIFO queue of messages.
 *
 * A message that is taken counts until it is settled, so that it can always be put back. A message
 * that no peer can take now is deferred, so that it does not block others.
 */
export class MessageQueue {
  readonly #bounds: QueueBounds
  readonly #waiting = new Ring<QueuedMessage>()
  readonly #deferred = new Ring<QueuedMessage>()
  readonly #taken = new TakenMessages()
  readonly #released: ((message: QueuedMessage) => void) | undefined
  /** Those who wait for room: each looks whether there is enough for it. */
  readonly #waitersForRoom = new Set<() => void>()
  readonly #shares = new QueueShares()
  /** Waiting messages with younger ones before them. Created with the first one: most have none. */
  #outOfOrder: Set<QueuedMessage> | undefined
  #bytes = 0
  #reserved = 0

  /**
   * @param bounds read each time: they may change
   * @param released called for each message that leaves the queue for good
   */
  constructor(bounds: QueueBounds, released?: (message: QueuedMessage) => void) {
    this.#bounds = bounds
    this.#released = released
  }

  /** Messages waiting or deferred. */
  get size(): number {
    return this.#waiting.size + this.#deferred.size
  }

  /** Messages that can be taken. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Messages waiting for a peer that can take them. */
  get deferred(): number {
    return this.#deferred.size
  }

  /** Messages taken and not settled. */
  get taken(): number {
    return this.#taken.size
  }

  /** Bytes of all messages, including those taken and the reservations. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether there is room for this many more messages and bytes. */
  hasRoom(messages: number, bytes: number): boolean {
    return messages <= this.#freeMessages && this.#bytes + bytes <= this.#bounds.bytes
  }

  /** Whether a network range may have another message of this many bytes in the queue. */
  hasShare(range: NetworkRange, bytes: number): boolean {
    return this.#shares.allow(range, bytes, this.#freeMessages, this.#bounds.bytes - this.#bytes)
  }

  /**
   * Whether a network range may have another message among those that can be sent in time.
   * @param messages how many can be, of all that are in the queue
   */
  hasTime(range: NetworkRange, messages: number): boolean {
    const own = this.#all - this.#shares.total
    return this.#shares.allowInTime(range, messages - own)
  }

  /** Whether a network range does not have far more in the queue than others. */
  isModest(range: NetworkRange): boolean {
    return this.#shares.isModest(range, this.#all)
  }

  /** Messages waiting, deferred, taken and reserved. */
  get #all(): number {
    return this.size + this.#taken.size + this.#reserved
  }

  get #freeMessages(): number {
    return this.#bounds.messages - this.#all
  }

  /**
   * Reserves room for messages to come, until `free`: for all of them, or for none if there is no
   * room for all. Meanwhile they count like those in the queue.
   */
  reserve(messages: readonly QueuedMessage[]): boolean {
    if (!this.hasRoom(messages.length, bytesOf(messages))) return false
    this.#reserved += messages.length
    for (const message of messages) this.#count(message)
    return true
  }

  /** Releases a reservation. */
  free(messages: readonly QueuedMessage[]): void {
    this.#reserved -= messages.length
    for (const message of messages) this.#discount(message)
    this.checkForRoom()
  }

  /**
   * Resolves when there is room for a message of this many bytes, or on the signal. The room is not
   * reserved: another message may take it first.
   */
  whenRoom(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!signal.aborted && !this.hasRoom(1, bytes)) return
        this.#waitersForRoom.delete(look)
        signal.removeEventListener('abort', look)
        resolve()
      }
      this.#waitersForRoom.add(look)
      signal.addEventListener('abort', look)
      look()
    })
  }

  /** Wakes those who wait for room. To be called when the bounds have changed. */
  checkForRoom(): void {
    if (this.#waitersForRoom.size === 0) return
    for (const look of this.#waitersForRoom) look()
  }

  /** Remembers that a peer refused a taken message. The refusal that ends first is forgotten. */
  noteRefusal(message: QueuedMessage, peer: string, until: number): void {
    const before = message.refusals ?? []
    const others = before.filter((refusal) => refusal.peer !== peer).sort((a, b) => b.until - a.until)
    message.refusals = [...others.slice(0, MAX_REFUSALS - 1), { peer, until }]
    this.#bytes += (message.refusals.length - before.length) * REFUSAL_BYTES
  }

  /** Adds a message at the end. The caller has checked that there is room. */
  put(message: QueuedMessage): void {
    this.#waiting.push(message)
    this.#count(message)
  }

  /**
   * Takes the oldest message; it must be settled with `putBack`, `returnFirst`, `defer` or
   * `release`.
   */
  take(): QueuedMessage | undefined {
    const message = this.#waiting.shift()
    if (message === undefined) return undefined
    this.#taken.add(message)
    this.#outOfOrder?.delete(message)
    return message
  }

  /** Settles a taken message: it leaves the queue. */
  release(message: QueuedMessage): void {
    if (!this.#taken.delete(message)) return
    this.#bytes -= (message.refusals?.length ?? 0) * REFUSAL_BYTES
    this.#discount(message)
    this.#released?.(message)
    this.checkForRoom()
  }

  /** Settles a taken message: back to the end of the queue. */
  putBack(message: QueuedMessage): void {
    if (this.#taken.delete(message)) this.#pushOlder(message)
  }

  /** Settles a taken message: it is taken next. */
  returnFirst(message: QueuedMessage): void {
    if (!this.#taken.delete(message)) return
    const { first } = this.#waiting
    if (first !== undefined && first.since < message.since) this.#noteOutOfOrder(first)
    this.#waiting.unshift(message)
  }

  /** Settles a taken message: it waits until `requeueDeferred`. */
  defer(message: QueuedMessage): void {
    if (this.#taken.delete(message)) this.#deferred.push(message)
  }

  /** Moves deferred messages to the end of the queue, the oldest ones, up to `max`. */
  requeueDeferred(max: number): void {
    for (let left = Math.min(max, this.#deferred.size); left > 0; left--) {
      const message = this.#deferred.shift()
      if (message !== undefined) this.#pushOlder(message)
    }
  }

  /**
   * When the oldest of all messages entered the queue, see {@link QueuedMessage.since}. Looks at
   * the first one that waits, and at those that are in flight, deferred, or were put back.
   */
  get oldestSince(): number | undefined {
    const { first } = this.#waiting
    let oldest = first?.since
    for (const messages of [this.#taken, this.#deferred, this.#outOfOrder ?? []]) {
      for (const { since } of messages) oldest = Math.min(since, oldest ?? since)
    }
    return oldest
  }

  /** Messages waiting or deferred; the deferred ones first, as they are older. */
  *[Symbol.iterator](): IterableIterator<QueuedMessage> {
    yield* this.#deferred
    yield* this.#waiting
  }

  /** All messages that have not left the queue: those in flight, deferred, and waiting. */
  *all(): IterableIterator<QueuedMessage> {
    yield* this.#taken
    yield* this
  }

  /** Messages taken and not settled, in the order of taking. */
  inFlightMessages(): Iterable<QueuedMessage> {
    return this.#taken
  }

  #pushOlder(message: QueuedMessage): void {
    this.#waiting.push(message)
    this.#noteOutOfOrder(message)
  }

  #noteOutOfOrder(message: QueuedMessage): void {
    this.#outOfOrder ??= new Set()
    this.#outOfOrder.add(message)
  }

  #count(message: QueuedMessage): void {
    this.#bytes += message.bytes
    this.#shares.add(message)
  }

  #discount(message: QueuedMessage): void {
    this.#bytes -= message.bytes
    this.#shares.remove(message)
  }
}

/** Bytes of the JSON texts of messages. */
function bytesOf(messages: readonly QueuedMessage[]): number {
  return messages.reduce((sum, { bytes }) => sum + bytes, 0)
}

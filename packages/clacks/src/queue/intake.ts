import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import { ClacksError } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { Limits } from '../settings/settings.js'
import { stringifyMessage } from '../wire/json.js'
import { checkShape } from '../wire/json-shape.js'
import { onOneLine } from '../wire/json-text.js'
import type { MessageQueue } from './queue.js'
import type { QueuedText } from './queue-store.js'
import { type Provenance, QueuedMessage } from './queued-message.js'
import type { Run } from './run.js'
import type { QueueStoreSlot } from './store-slot.js'

/**
 * How a message came into the queue: from a peer, from an application of this node, or from the
 * queue store, where an earlier process left it.
 */
export type Origin = 'received' | 'enqueued' | 'restored'

/** What the intake needs from its node. */
export interface IntakeParts {
  readonly queue: MessageQueue
  readonly clock: Pick<Clock, 'monotonic'>
  readonly storeSlot: QueueStoreSlot
  readonly settings: {
    readonly limits: Pick<Limits, 'messageBytes' | 'depth' | 'values' | 'queueMessages' | 'queueBytes'>
  }
  readonly run: Run
  /** The network range that a stored message of a sender counts for. */
  readonly rangeOf: (sender: Address) => string
  /** Called for each message that entered the queue. */
  readonly queued: (
    message: unknown,
    origin: Origin,
    sender: PeerRecord | undefined,
    entry: QueuedMessage,
  ) => void
  /** Called instead for a message that was restored, or enqueued before `open`. */
  readonly queuedText: (entry: QueuedMessage, origin: Origin) => void
}

/** A message and its queue entry. */
export interface PreparedMessage {
  readonly message: unknown
  readonly entry: QueuedMessage
}

/**
 * Whether a message is empty: such messages are never queued (specification, "Event listeners").
 */
export function isEmptyMessage(message: unknown): boolean {
  return message === null || message === undefined || message === false || message === ''
}

/** The only way into the queue, for received and for enqueued messages. */
export class Intake {
  readonly #parts: IntakeParts
  /** What entered the queue before `open`; undefined from then on. */
  #early: { readonly entry: QueuedMessage; readonly origin: Origin }[] | undefined = []

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /**
   * Creates the queue entry of a message.
   * @param from what the messages of one request have in common
   * @param json its JSON text, on one line, if it is known
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON, ERR_CLACKS_MESSAGE_TOO_LARGE,
   * ERR_CLACKS_MESSAGE_TOO_DEEP, ERR_CLACKS_MESSAGE_TOO_MANY_VALUES
   */
  prepare(message: unknown, from: Provenance, json: string = stringifyMessage(message)): QueuedMessage {
    const { run, settings } = this.#parts
    const { limits } = settings
    const bytes = Buffer.byteLength(json)
    if (bytes > limits.messageBytes) {
      const text = `The message has ${bytes} bytes as JSON; the limit is ${limits.messageBytes}.`
      throw new ClacksError('ERR_CLACKS_MESSAGE_TOO_LARGE', text)
    }
    checkShape(json, limits)
    return new QueuedMessage(json, bytes, run.name, run.next(), from)
  }

  /**
   * Queues a message of the application.
   * @param text its JSON text, if it is to be kept as it is
   * @throws ClacksError as `prepare`, and ERR_CLACKS_QUEUE_FULL
   */
  enqueue(message: unknown, text?: string): void {
    const from = { since: this.now() }
    const entry = this.prepare(message, from, text === undefined ? undefined : onOneLine(text))
    if (this.put(message, entry, 'enqueued')) return
    const { queueMessages, queueBytes } = this.#parts.settings.limits
    throw new ClacksError(
      'ERR_CLACKS_QUEUE_FULL',
      `The queue holds up to ${queueMessages} messages and ${queueBytes} bytes.`,
    )
  }

  /** What messages that enter now get as {@link QueuedMessage.since}. */
  now(): number {
    return Math.round(this.#parts.clock.monotonic())
  }

  /** Whether there is a queue store: received messages then enter with `storeReserved`. */
  get hasStore(): boolean {
    return this.#parts.storeSlot.hasStore
  }

  /**
   * Queues a message if there is room for it.
   * @throws what the queue store throws if it cannot store an enqueued message
   */
  put(message: unknown, entry: QueuedMessage, origin: Origin, sender?: PeerRecord): boolean {
    if (!this.#parts.queue.hasRoom(1, entry.bytes)) return false
    if (origin === 'enqueued' && this.hasStore) this.#parts.storeSlot.writeSoon([entry])
    this.#add(message, entry, origin, sender)
    return true
  }

  /**
   * Reserves room for received messages: for all of them, or for none. They are passed to
   * `putReserved` or `storeReserved`, in any case.
   */
  reserve(entries: readonly PreparedMessage[]): boolean {
    return this.#parts.queue.reserve(entries.map(({ entry }) => entry))
  }

  /** Queues messages with a reservation. */
  putReserved(entries: readonly PreparedMessage[], sender: PeerRecord): void {
    this.#parts.queue.free(entries.map(({ entry }) => entry))
    for (const { message, entry } of entries) this.#add(message, entry, 'received', sender)
  }

  /** Stores messages with a reservation, then queues them. Rejects if they cannot be stored. */
  async storeReserved(entries: readonly PreparedMessage[], sender: PeerRecord): Promise<void> {
    const messages = entries.map(({ entry }) => entry)
    try {
      await this.#parts.storeSlot.write(messages)
    } catch (thrown) {
      this.#parts.queue.free(messages)
      throw thrown
    }
    this.putReserved(entries, sender)
  }

  /**
   * The node has started: from now on `queued` is called for each message as it enters, and now for
   * those that entered before, in order.
   */
  open(): void {
    const early = this.#early ?? []
    this.#early = undefined
    for (const { entry, origin } of early) this.#parts.queuedText(entry, origin)
  }

  /**
   * Queues stored messages under their old names. Bounds do not apply: what was accepted is kept
   * even if the bounds were lowered.
   */
  restore(messages: readonly QueuedText[]): void {
    const { queue, queuedText, rangeOf } = this.#parts
    const since = this.now()
    for (const { json, bytes, transfer, sender } of messages) {
      const source = sender && rangeOf(sender)
      const entry = QueuedMessage.stored(json, bytes, transfer, { sender, source, since })
      queue.put(entry)
      if (this.#early === undefined) queuedText(entry, 'restored')
      else this.#early.push({ entry, origin: 'restored' })
    }
  }

  #add(message: unknown, entry: QueuedMessage, origin: Origin, sender: PeerRecord | undefined): void {
    this.#parts.queue.put(entry)
    if (this.#early === undefined) this.#parts.queued(message, origin, sender, entry)
    else this.#early.push({ entry, origin })
  }
}

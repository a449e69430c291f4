import { ClacksError } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { Limits } from '../settings/settings.js'
import { depthOf, stringifyMessage } from '../wire/json.js'
import { onOneLine } from '../wire/json-text.js'
import type { MessageQueue, QueuedMessage } from './queue.js'
import type { QueuedText, QueueStoreSlot } from './queue-store.js'

/** How a message came into the queue. */
export type Origin = 'received' | 'enqueued'

/** What the intake needs from its node. */
export interface IntakeParts {
  readonly queue: MessageQueue
  readonly storeSlot: QueueStoreSlot
  readonly settings: {
    readonly limits: Pick<Limits, 'messageBytes' | 'depth' | 'queueMessages' | 'queueBytes'>
  }
  /** A new name of a transfer, see {@link QueuedMessage.transfer}. */
  readonly nextTransfer: () => string
  /** Called for each message that entered the queue. */
  readonly queued: (message: unknown, origin: Origin, sender: PeerRecord | undefined, json: string) => void
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

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /**
   * Creates the queue entry of a message.
   * @param json its JSON text, on one line, if it is known
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON, ERR_CLACKS_MESSAGE_TOO_LARGE,
   * ERR_CLACKS_MESSAGE_TOO_DEEP
   */
  prepare(message: unknown, json: string = stringifyMessage(message)): QueuedMessage {
    const { nextTransfer, settings } = this.#parts
    const { limits } = settings
    const bytes = Buffer.byteLength(json)
    if (bytes > limits.messageBytes) {
      const text = `The message has ${bytes} bytes as JSON; the limit is ${limits.messageBytes}.`
      throw new ClacksError('ERR_CLACKS_MESSAGE_TOO_LARGE', text)
    }
    if (json.length > 2 * limits.depth && depthOf(json) > limits.depth) {
      throw new ClacksError(
        'ERR_CLACKS_MESSAGE_TOO_DEEP',
        `The message is nested deeper than ${limits.depth} levels.`,
      )
    }
    return { json, bytes, transfer: nextTransfer(), fitsLegacy: undefined, refusals: undefined }
  }

  /**
   * Queues a message of the application.
   * @param text its JSON text, if it is to be kept as it is
   * @throws ClacksError as `prepare`, and ERR_CLACKS_QUEUE_FULL
   */
  enqueue(message: unknown, text?: string): void {
    const entry = this.prepare(message, text === undefined ? undefined : onOneLine(text))
    if (this.put([{ message, entry }], 'enqueued')) return
    const { queueMessages, queueBytes } = this.#parts.settings.limits
    throw new ClacksError(
      'ERR_CLACKS_QUEUE_FULL',
      `The queue holds up to ${queueMessages} messages and ${queueBytes} bytes.`,
    )
  }

  /** Whether there is a queue store: received messages then enter with `putWhenStored`. */
  get hasStore(): boolean {
    return this.#parts.storeSlot.store !== undefined
  }

  /**
   * Queues messages: all of them, or none if there is no room for all.
   * @throws what the queue store throws if it cannot store an enqueued message
   */
  put(entries: readonly PreparedMessage[], origin: Origin, sender?: PeerRecord): boolean {
    if (!this.#parts.queue.hasRoom(entries.length, bytesOf(entries))) return false
    if (origin === 'enqueued') this.#parts.storeSlot.store?.writeSoon(entries.map(({ entry }) => entry))
    this.#putAll(entries, origin, sender)
    return true
  }

  /**
   * Stores received messages, then queues them: all of them, or none if there is no room for all.
   * Rejects if they cannot be stored.
   */
  async putWhenStored(entries: readonly PreparedMessage[], sender: PeerRecord): Promise<boolean> {
    const { queue, storeSlot } = this.#parts
    const bytes = bytesOf(entries)
    if (!queue.reserve(entries.length, bytes)) return false
    try {
      await storeSlot.store?.write(entries.map(({ entry }) => entry))
    } finally {
      queue.free(entries.length, bytes)
    }
    this.#putAll(entries, 'received', sender)
    return true
  }

  /**
   * Queues the stored messages under their old names, and stores those that are in the queue
   * already. Bounds do not apply: what was accepted is kept even if the bounds were lowered.
   */
  restore(messages: readonly QueuedText[]): void {
    const { queue, storeSlot } = this.#parts
    const unstored = [...queue.inFlightMessages(), ...queue]
    if (unstored.length > 0) storeSlot.store?.writeSoon(unstored)
    for (const { json, bytes, transfer } of messages)
      queue.put({ json, bytes, transfer, fitsLegacy: undefined, refusals: undefined })
  }

  #putAll(entries: readonly PreparedMessage[], origin: Origin, sender: PeerRecord | undefined): void {
    const { queue, queued } = this.#parts
    for (const { message, entry } of entries) {
      queue.put(entry)
      queued(message, origin, sender, entry.json)
    }
  }
}

function bytesOf(entries: readonly PreparedMessage[]): number {
  return entries.reduce((sum, { entry }) => sum + entry.bytes, 0)
}

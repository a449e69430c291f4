import { ClacksError } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { Limits } from '../settings/settings.js'
import { depthOf, stringifyMessage } from '../wire/json.js'
import type { MessageQueue, QueuedMessage } from './queue.js'
import type { QueuedText, QueueStoreSlot } from './queue-store.js'

/** How a message comes into the queue. */
export type Origin = 'received' | 'enqueued'

/** What the intake needs of its node. */
export interface IntakeParts {
  readonly queue: MessageQueue
  readonly storeSlot: QueueStoreSlot
  readonly limits: Pick<Limits, 'messageBytes' | 'depth'>
  /** Names a stay of a message at this node, see {@link QueuedMessage.transfer}. */
  readonly nextTransfer: () => string
  /** Tells that a message entered the queue. */
  readonly queued: (message: unknown, origin: Origin, sender: PeerRecord | undefined) => void
}

/** A message and the entry that was made of it. */
export interface PreparedMessage {
  readonly message: unknown
  readonly entry: QueuedMessage
}

/** Messages that are none (specification, "Event listeners"): they are never queued. */
export function isEmptyMessage(message: unknown): boolean {
  return message === null || message === undefined || message === false || message === ''
}

/** The only way into the queue, for what arrives and for what the application enqueues. */
export class Intake {
  readonly #parts: IntakeParts

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /**
   * Makes a queue entry of a message.
   * @param json its text, where it is at hand
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON, ERR_CLACKS_MESSAGE_TOO_LARGE, ERR_CLACKS_MESSAGE_TOO_DEEP
   */
  prepare(message: unknown, json: string = stringifyMessage(message)): QueuedMessage {
    const { limits, nextTransfer } = this.#parts
    const bytes = Buffer.byteLength(json)
    if (bytes > limits.messageBytes) {
      const text = `The message has ${bytes} bytes as JSON; the node carries up to ${limits.messageBytes}.`
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

  /** Whether messages are kept, and what is received enters by `putWhenStored`. */
  get hasStore(): boolean {
    return this.#parts.storeSlot.store !== undefined
  }

  /**
   * Queues messages: all of them, or none where there is no room for all.
   * @throws what the queue store of the node throws where it cannot keep what the application enqueues
   */
  put(entries: readonly PreparedMessage[], origin: Origin, sender?: PeerRecord): boolean {
    if (!this.#parts.queue.hasRoom(entries.length, bytesOf(entries))) return false
    if (origin === 'enqueued') this.#parts.storeSlot.store?.writeSoon(entries.map(({ entry }) => entry))
    this.#enter(entries, origin, sender)
    return true
  }

  /**
   * Queues messages that were received when they are kept: all of them, or none where there is no room for all.
   * Rejects where they cannot be kept.
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
    this.#enter(entries, 'received', sender)
    return true
  }

  /**
   * Queues what was kept, under the names that it had, and hands what is in the queue already to the store. A queue with
   * smaller bounds than it had takes all the same what was promised.
   */
  restore(messages: readonly QueuedText[]): void {
    const { queue, storeSlot } = this.#parts
    const here = [...queue.inFlightMessages(), ...queue]
    if (here.length > 0) storeSlot.store?.writeSoon(here)
    for (const { json, bytes, transfer } of messages)
      queue.put({ json, bytes, transfer, fitsLegacy: undefined, refusals: undefined })
  }

  #enter(entries: readonly PreparedMessage[], origin: Origin, sender: PeerRecord | undefined): void {
    const { queue, queued } = this.#parts
    for (const { message, entry } of entries) {
      queue.put(entry)
      queued(message, origin, sender)
    }
  }
}

function bytesOf(entries: readonly PreparedMessage[]): number {
  return entries.reduce((sum, { entry }) => sum + entry.bytes, 0)
}

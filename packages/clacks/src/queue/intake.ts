import { ClacksError } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { Limits } from '../settings.js'
import { depthOf, stringifyMessage } from '../wire/json.js'
import type { MessageQueue, QueuedMessage } from './queue.js'

/** How a message comes into the queue. */
export type Origin = 'received' | 'enqueued'

/** What the intake needs of its node. */
export interface IntakeParts {
  readonly queue: MessageQueue
  readonly limits: Pick<Limits, 'messageBytes' | 'depth'>
  /** Names a stay of a message at this node, see {@link QueuedMessage.transfer}. */
  readonly nextTransfer: () => string
  /** Tells that a message entered the queue. */
  readonly queued: (message: unknown, origin: Origin, sender: PeerRecord | undefined) => void
}

/** Messages that are none (specification, "Event listeners"): they are never queued. */
export function isNothing(message: unknown): boolean {
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

  /** Queues messages: all of them, or none where there is no room for all. */
  put(
    entries: readonly { readonly message: unknown; readonly entry: QueuedMessage }[],
    origin: Origin,
    sender?: PeerRecord,
  ): boolean {
    const { queue, queued } = this.#parts
    const bytes = entries.reduce((sum, { entry }) => sum + entry.bytes, 0)
    if (!queue.hasRoom(entries.length, bytes)) return false
    for (const { message, entry } of entries) {
      queue.put(entry)
      queued(message, origin, sender)
    }
    return true
  }
}

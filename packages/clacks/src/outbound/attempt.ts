import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queue.js'
import { maxWireBytes } from '../wire/legacy.js'
import { isOfRun, runOf } from './transfer-names.js'

/**
 * One request with messages for a peer: one message, or a batch. From the first message to the
 * answer the record of the peer counts it as a request in flight, with its bytes.
 */
export class Attempt {
  readonly record: PeerRecord
  /** A peer to name in the request. */
  readonly friend: PeerRecord | undefined
  readonly entries: QueuedMessage[] = []
  /** The JSON texts to send: taps may have changed them. */
  readonly texts: string[] = []
  /** The run of its transfers, see {@link QueuedMessage.transfer}: a batch has those of one. */
  #run: string | undefined
  #bytes = 0

  constructor(record: PeerRecord, friend: PeerRecord | undefined) {
    this.record = record
    this.friend = friend
    record.inFlight++
  }

  /** Bytes of the messages, and of what a request takes at most beside them. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether a message may be in one request with those that it has. */
  goesWith({ transfer }: QueuedMessage): boolean {
    return this.#run === undefined || isOfRun(transfer, this.#run)
  }

  /** @param text the JSON text to send */
  add(entry: QueuedMessage, text: string): void {
    this.#count(text === entry.json ? entry.bytes : Buffer.byteLength(text))
    this.#run ??= runOf(entry.transfer)
    this.entries.push(entry)
    this.texts.push(text)
  }

  /** It has ended, or is not sent. */
  release(): void {
    this.record.inFlight--
    this.record.bytesInFlight -= this.#bytes
  }

  #count(message: number): void {
    const bytes = this.entries.length === 0 ? maxWireBytes(message) : message
    this.#bytes += bytes
    this.record.bytesInFlight += bytes
  }

  /** Corrects the estimate once the size on the wire is known. */
  resize(bytes: number): void {
    this.record.bytesInFlight += bytes - this.#bytes
    this.#bytes = bytes
  }
}

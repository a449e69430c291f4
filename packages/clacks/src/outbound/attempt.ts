import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queued-message.js'
import { maxWireBytes } from '../wire/legacy.js'

/**
 * One request with messages for a peer: one message, or a batch. From the first message to the
 * answer the record of the peer counts it as a request in flight, with its bytes.
 */
export class Attempt {
  readonly record: PeerRecord
  /** The run of its messages, see {@link QueuedMessage.run}: those of another go in another one. */
  readonly run: string
  /** A peer to name in the request. */
  readonly friend: PeerRecord | undefined
  readonly entries: QueuedMessage[] = []
  /** The JSON texts to send: taps may have changed them. */
  readonly texts: string[] = []
  #bytes = 0

  constructor(record: PeerRecord, run: string, friend: PeerRecord | undefined) {
    this.record = record
    this.run = run
    this.friend = friend
    record.inFlight++
  }

  /** Bytes of the messages, and of what a request takes at most beside them. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether a message may be in one request with those that it has. */
  goesWith({ run }: QueuedMessage): boolean {
    return run === this.run
  }

  /** @param text the JSON text to send */
  add(entry: QueuedMessage, text: string): void {
    this.#count(text === entry.json ? entry.bytes : Buffer.byteLength(text))
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

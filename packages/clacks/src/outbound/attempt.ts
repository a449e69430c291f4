import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queue.js'
import { maxWireBytes } from '../wire/legacy.js'

/**
 * One attempt to send a message to a peer. While it lasts, the record of the peer counts it as a
 * request in flight, with its bytes: `reserve` once at the start, `release` once at the end.
 */
export class Attempt {
  readonly entry: QueuedMessage
  readonly friend: PeerRecord | undefined
  /** The JSON text to send; taps may change it. */
  json: string
  #record: PeerRecord
  #bytes: number

  constructor(entry: QueuedMessage, record: PeerRecord, friend: PeerRecord | undefined) {
    this.entry = entry
    this.friend = friend
    this.json = entry.json
    this.#record = record
    this.#bytes = maxWireBytes(entry.bytes)
  }

  /** The peer that gets the message. */
  get record(): PeerRecord {
    return this.#record
  }

  /** Counts the attempt as in flight. */
  reserve(): void {
    this.#record.inFlight++
    this.#record.bytesInFlight += this.#bytes
  }

  /** The attempt is no longer in flight. */
  release(): void {
    this.#record.inFlight--
    this.#record.bytesInFlight -= this.#bytes
  }

  /** Corrects the estimate once the size on the wire is known. */
  resize(bytes: number): void {
    this.#record.bytesInFlight += bytes - this.#bytes
    this.#bytes = bytes
  }

  /** Sends the message to another peer instead. */
  redirect(record: PeerRecord): void {
    this.release()
    this.#record = record
    this.reserve()
  }
}

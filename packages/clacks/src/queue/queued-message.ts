import type { Address } from '../address.js'

/** A peer that refused a message. */
export interface RefusedBy {
  /** Its address, see {@link PeerRecord.json}. */
  readonly peer: string
  /** The message is not sent there before this time, on the monotonic clock. */
  readonly until: number
}

const SEPARATOR = '.'
const BASE = 36

/** Where a message in the queue comes from, and since when it is there. */
export interface Provenance {
  /** See {@link QueuedMessage.sender}. */
  readonly sender?: Address | undefined
  /** See {@link QueuedMessage.source}. */
  readonly source?: string | undefined
  /** See {@link QueuedMessage.since}. */
  readonly since: number
}

/** A message in the queue, as immutable JSON text. */
export class QueuedMessage {
  /** The JSON text. */
  readonly json: string
  /** Bytes of the JSON text in UTF-8. */
  readonly bytes: number
  /**
   * What the transfers of all messages that one process queued have in common: its secret, since
   * peers see another name, see `outbound/transfer-names.ts`.
   */
  readonly run: string
  /** The peer that it came from; undefined for an enqueued one. */
  readonly sender: Address | undefined
  /** The network range that it came from; undefined for an enqueued one. */
  readonly source: string | undefined
  /** When it entered the queue of this process: whole milliseconds on the monotonic clock. */
  readonly since: number
  /** Whether a legacy peer can carry it; undefined until it is needed. */
  fitsLegacy: boolean | undefined = undefined
  /** The peers that refused it last; undefined until one does. */
  refusals: readonly RefusedBy[] | undefined = undefined
  /** Managed by {@link TakenMessages}. */
  place = 0
  readonly #number: number | string

  /** @param number of the transfer in its run, or its text */
  constructor(
    json: string,
    bytes: number,
    run: string,
    number: number | string,
    { sender, source, since }: Provenance,
  ) {
    this.json = json
    this.bytes = bytes
    this.run = run
    this.#number = number
    this.sender = sender
    this.source = source
    this.since = since
  }

  /** A message that was stored. @param transfer see {@link QueuedMessage.transfer} */
  static stored(json: string, bytes: number, transfer: string, from: Provenance): QueuedMessage {
    const end = transfer.lastIndexOf(SEPARATOR)
    const run = transfer.slice(0, Math.max(0, end))
    return new QueuedMessage(json, bytes, run, transfer.slice(end + 1), from)
  }

  /** Whether it was stored by an earlier process, which may have sent it already. */
  get isRestored(): boolean {
    return typeof this.#number === 'string'
  }

  /** The number of its transfer as text. */
  get number(): string {
    return typeof this.#number === 'number' ? this.#number.toString(BASE) : this.#number
  }

  /** The name of its transfer from this node, `run.number`. */
  get transfer(): string {
    return this.run + SEPARATOR + this.number
  }
}

import { ClacksError } from '../errors.js'

/** When a node first had a message in its queue, and how far the message had come. */
export interface Visit {
  /** The name of the node. */
  readonly node: string
  /** Virtual milliseconds since the network was created, as `clock.monotonic()`. */
  readonly time: number
  /** Hops of the message from where it was enqueued to this node. */
  readonly hops: number
}

/** How much is left after records are dropped: one at a time would take longer in a large `Map`. */
const KEPT = 7 / 8
/** Rough sizes in bytes. */
const RECORD_BYTES = 400
const VISIT_BYTES = 120

/** What is known about the messages with one JSON text. */
export class MessageRecord {
  /** How often an application enqueued it. */
  enqueued = 0
  /** How often it was discarded. */
  discarded = 0
  /** Copies that were lost with killed nodes. */
  lost = 0
  /** Accepted transfers whose answers were lost: the sender keeps a copy, too. */
  lostAcceptances = 0
  /** By node, in the order of the first visits. */
  readonly #visits = new Map<string, { readonly time: number; readonly hops: number; latestHops: number }>()
  #nodes: readonly string[] | undefined = undefined

  /** Names of the nodes that have had it. A condition may ask for them after each timer. */
  get nodes(): readonly string[] {
    this.#nodes ??= [...this.#visits.keys()]
    return this.#nodes
  }

  /** Its size in memory with a text of this length, roughly. */
  bytes(length: number): number {
    return RECORD_BYTES + 2 * length + VISIT_BYTES * this.#visits.size
  }

  /** The first visit to each node. */
  get visits(): readonly Visit[] {
    return Array.from(this.#visits, ([node, { time, hops }]) => ({ node, time, hops }))
  }

  /**
   * It enters the queue of a node.
   * @param from the node that sent it; undefined where it was enqueued
   * @returns whether this is its first visit
   */
  visit(node: string, from: string | undefined, time: number): boolean {
    const sender = from === undefined ? undefined : this.#visits.get(from)
    const hops = from === undefined ? 0 : (sender?.latestHops ?? 0) + 1
    const visit = this.#visits.get(node)
    if (visit !== undefined) {
      visit.latestHops = hops
      return false
    }
    this.#visits.set(node, { time, hops, latestHops: hops })
    this.#nodes = undefined
    return true
  }
}

/**
 * The records of the messages of a network by JSON text. When they take too much memory, those of
 * the messages that have not moved for longest are dropped.
 */
export class MessageRecords {
  readonly #maxBytes: number
  /** The one that moved last is at the end. */
  readonly #records = new Map<string, MessageRecord>()
  #bytes = 0
  #dropped = 0
  #droppedEnqueued = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * The record of a message; undefined if there is none.
   * @throws ClacksError ERR_CLACKS_OPTION if it may have been dropped
   */
  find(text: string): MessageRecord | undefined {
    const record = this.#records.get(text)
    if (record === undefined && this.#dropped > 0) throw this.#incomplete(this.#dropped)
    return record
  }

  /**
   * How often each message was enqueued by an application.
   * @throws ClacksError ERR_CLACKS_OPTION if some of it was dropped
   */
  enqueued(): ReadonlyMap<string, number> {
    if (this.#droppedEnqueued > 0) throw this.#incomplete(this.#droppedEnqueued)
    const counts = new Map<string, number>()
    for (const [text, { enqueued }] of this.#records) if (enqueued > 0) counts.set(text, enqueued)
    return counts
  }

  /** A message enters the queue of a node. See {@link MessageRecord.visit}. */
  visit(text: string, node: string, from: string | undefined, time: number): void {
    if (this.#touch(text).visit(node, from, time)) this.#grow(VISIT_BYTES)
  }

  /** Counts one more of something. */
  count(text: string, what: 'enqueued' | 'discarded' | 'lost' | 'lostAcceptances'): void {
    this.#touch(text)[what]++
  }

  #touch(text: string): MessageRecord {
    const known = this.#records.get(text)
    if (known !== undefined) this.#records.delete(text)
    const record = known ?? new MessageRecord()
    this.#records.set(text, record)
    if (known === undefined) this.#grow(record.bytes(text.length))
    return record
  }

  #grow(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#maxBytes) this.#dropOldest()
  }

  #dropOldest(): void {
    for (const [text, record] of this.#records) {
      if (this.#bytes <= KEPT * this.#maxBytes || this.#records.size === 1) return
      this.#records.delete(text)
      this.#bytes -= record.bytes(text.length)
      this.#dropped++
      if (record.enqueued > 0) this.#droppedEnqueued++
    }
  }

  #incomplete(dropped: number): ClacksError {
    return new ClacksError(
      'ERR_CLACKS_OPTION',
      `The history has dropped the records of ${dropped} messages: they took more than ${this.#maxBytes} bytes. Create the network with a larger \`history: { bytes }\`.`,
    )
  }
}

import type { ClacksError } from '../errors.js'
import type { Hop } from './memory-conditions.js'
import type { MemoryTransport, Settlers } from './memory-transport.js'
import type { Answer, OutboundRequest } from './transport.js'

/** A request in flight on a memory network; shows where its message is. */
export interface PendingRequest {
  /** `host:port` of the sender. */
  readonly from: string
  /** `host:port` of the receiver. */
  readonly to: string
  /** JSON text of the payload, or the lines of a batch. */
  readonly body: string
  /** See {@link OutboundRequest.contentType}. */
  readonly contentType: string | undefined
  /**
   * `going`: the receiver has not answered yet. `answering`: the answer has not reached the sender
   * yet.
   */
  readonly phase: 'going' | 'answering'
  /** The status of the answer, once there is one. */
  readonly status: number | undefined
  /** The body of the answer, once there is one. */
  readonly answer: string
  /** The request or its answer is lost; the sender does not know yet. */
  readonly lost: boolean
}

/**
 * A request as the network tracks it. It ends once: with an answer, an error, or silently if its
 * sender was killed.
 */
export class MemoryRequest implements PendingRequest {
  readonly sender: MemoryTransport
  readonly from: string
  readonly to: string
  readonly body: string
  readonly contentType: string | undefined
  readonly transfer: string | undefined
  /** When its sender stops waiting, on the monotonic clock. */
  readonly due: number
  phase: 'going' | 'answering' = 'going'
  status: number | undefined = undefined
  answer = ''
  lost = false
  /** The sender waits for the answer. */
  waiting = true
  /** The transport whose handler has it. */
  handledBy: MemoryTransport | undefined = undefined
  /** What the sender gets when the answer has reached it. */
  outcome: Answer | ClacksError | undefined = undefined
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (error: ClacksError) => void

  constructor(
    sender: MemoryTransport,
    to: string,
    { body, contentType, transfer }: OutboundRequest,
    due: number,
    { resolve, reject }: Settlers,
  ) {
    this.sender = sender
    this.from = sender.key
    this.to = to
    this.body = body
    this.contentType = contentType
    this.transfer = transfer
    this.due = due
    this.#resolve = resolve
    this.#reject = reject
  }

  /** The direction that it takes next. */
  hop(): Hop {
    const { from, to, body, answer } = this
    return this.phase === 'going'
      ? { from, to, carries: 'request', bytes: Buffer.byteLength(body) }
      : { from: to, to: from, carries: 'answer', bytes: Buffer.byteLength(answer) }
  }

  /** The receiver has accepted the message, and the answer can still reach the sender. */
  get isAcceptancePending(): boolean {
    return this.phase === 'answering' && this.status === 200 && !this.lost
  }

  /** @param outcome the result for the sender; undefined if it was killed */
  end(outcome: Answer | ClacksError | undefined): void {
    this.waiting = false
    if (outcome === undefined) return
    if (outcome instanceof Error) this.#reject(outcome)
    else this.#resolve(outcome)
  }
}

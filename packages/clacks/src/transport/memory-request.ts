import type { Cancel } from '../clock.js'
import type { ClacksError } from '../errors.js'
import type { Hop } from './memory-conditions.js'
import type { Answer } from './transport.js'

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

/** The settle functions of the sender's promise. */
export interface Settlers {
  resolve(answer: Answer): void
  reject(error: ClacksError): void
}

/**
 * A request as the network tracks it. It ends once: with an answer, an error, or silently if its
 * sender was killed.
 */
export class MemoryRequest implements PendingRequest {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly contentType: string | undefined
  phase: 'going' | 'answering' = 'going'
  status: number | undefined
  answer = ''
  lost = false
  /** The sender waits for the answer. */
  waiting = true
  /** The transport whose handler has it. */
  handledBy: object | undefined
  readonly #settlers: Settlers
  readonly #cancelDeadline: Cancel

  constructor(
    { from, to, body, contentType }: Pick<PendingRequest, 'from' | 'to' | 'body' | 'contentType'>,
    settlers: Settlers,
    cancelDeadline: Cancel,
  ) {
    this.from = from
    this.to = to
    this.body = body
    this.contentType = contentType
    this.#settlers = settlers
    this.#cancelDeadline = cancelDeadline
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

  /** @param answer the result for the sender; undefined if it was killed */
  end(answer: Answer | ClacksError | undefined): void {
    this.waiting = false
    this.#cancelDeadline()
    if (answer === undefined) return
    if (answer instanceof Error) this.#settlers.reject(answer)
    else this.#settlers.resolve(answer)
  }
}

import type { Cancel } from '../clock.js'
import type { ClacksError } from '../errors.js'
import type { Answer } from './transport.js'

/** A request under way on a memory network: it tells where its message is. */
export interface PendingRequest {
  /** `host:port` of the sender. */
  readonly from: string
  /** `host:port` of the receiver. */
  readonly to: string
  /** JSON text of the payload. */
  readonly body: string
  /** `going`: the receiver has not answered yet. `answering`: it has, and the sender does not know yet. */
  readonly phase: 'going' | 'answering'
  /** The status of the answer, once there is one. */
  readonly status: number | undefined
  /** What travels, the request or its answer, will never arrive; the sender does not know yet. */
  readonly lost: boolean
}

/** How a request ends for its sender. */
export interface Outcome {
  resolve(answer: Answer): void
  reject(error: ClacksError): void
}

/** A request as the network holds it. It ends once: with an answer, with an error, or untold when its sender was killed. */
export class MemoryRequest implements PendingRequest {
  readonly from: string
  readonly to: string
  readonly body: string
  phase: 'going' | 'answering' = 'going'
  status: number | undefined
  lost = false
  /** The sender waits for the answer. */
  waiting = true
  /** Whose handler has it. */
  handledBy: object | undefined
  readonly #outcome: Outcome
  readonly #cancelDeadline: Cancel

  constructor(
    { from, to, body }: Pick<PendingRequest, 'from' | 'to' | 'body'>,
    outcome: Outcome,
    cancelDeadline: Cancel,
  ) {
    this.from = from
    this.to = to
    this.body = body
    this.#outcome = outcome
    this.#cancelDeadline = cancelDeadline
  }

  /** The receiver took the message, and the sender does not know it yet but may. */
  get isAcceptancePending(): boolean {
    return this.phase === 'answering' && this.status === 200 && !this.lost
  }

  /** @param answer what the sender is told; undefined when it is no more */
  end(answer: Answer | ClacksError | undefined): void {
    this.waiting = false
    this.#cancelDeadline()
    if (answer === undefined) return
    if (answer instanceof Error) this.#outcome.reject(answer)
    else this.#outcome.resolve(answer)
  }
}

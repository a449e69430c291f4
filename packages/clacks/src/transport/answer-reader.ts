import type { Answer } from './transport.js'
import type { Dispatcher } from './undici.js'

/** The callbacks of one request; exactly one of them is called, once. */
export interface RequestCallbacks {
  answered(answer: Answer): void
  failed(thrown: unknown): void
}

/** What the requests of a connection share. */
export interface ConnectionState {
  /** The IP address of the peer; empty until it is connected. */
  remoteAddress: string
  /** The requests that were sent. */
  sent: number
  /** Answered or failed. */
  settled: number
}

/**
 * `Retry-After` in seconds (RFC 9110, 10.2.3). The date form is ignored: the clocks of peers
 * differ.
 */
const SECONDS = /^\d{1,9}$/

/** Assembles one answer. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #callbacks: RequestCallbacks
  readonly #connection: ConnectionState
  #status = 0
  #caps: string | undefined
  #retryAfter: number | undefined
  #chunks: Buffer[] | undefined

  constructor(callbacks: RequestCallbacks, connection: ConnectionState) {
    this.#callbacks = callbacks
    this.#connection = connection
  }

  onRequestStart(): void {}

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const caps = headers['clacks-caps']
    const retryAfter = headers['retry-after']
    this.#status = status
    if (typeof caps === 'string') this.#caps = caps
    if (typeof retryAfter === 'string' && SECONDS.test(retryAfter)) this.#retryAfter = Number(retryAfter)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#caps === undefined) return
    if (this.#chunks === undefined) this.#chunks = [chunk]
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#connection.settled++
    this.#callbacks.answered({
      status: this.#status,
      caps: this.#caps,
      retryAfter: this.#retryAfter,
      body: this.#chunks === undefined ? '' : textOf(this.#chunks),
      remoteAddress: this.#connection.remoteAddress,
    })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#connection.settled++
    this.#callbacks.failed(error)
  }
}

/** Joins the chunks before decoding them: a chunk may end within a character. */
function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks
  return chunks.length === 1 && first !== undefined ? first.toString() : Buffer.concat(chunks).toString()
}

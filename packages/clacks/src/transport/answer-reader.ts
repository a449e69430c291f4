import type { Dispatcher } from 'undici'
import type { Answer } from './transport.js'

/** Who is told how a request ended: once. */
export interface Outcome {
  answered(answer: Answer): void
  failed(thrown: unknown): void
}

/** How many requests of a connection have ended. */
export interface Counts {
  settled: number
}

/** `Retry-After` in seconds (RFC 9110, 10.2.3); its other form, a date, is not read: the clocks of peers differ. */
const SECONDS = /^\d{1,9}$/

/** Puts one answer together. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #outcome: Outcome
  readonly #tally: Counts
  #status = 0
  #caps: string | undefined
  #retryAfter: number | undefined
  #chunks: Buffer[] | undefined

  constructor(outcome: Outcome, tally: Counts) {
    this.#outcome = outcome
    this.#tally = tally
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
    this.#tally.settled++
    this.#outcome.answered({
      status: this.#status,
      caps: this.#caps,
      retryAfter: this.#retryAfter,
      body: this.#chunks === undefined ? '' : textOf(this.#chunks),
    })
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#tally.settled++
    this.#outcome.failed(error)
  }
}

/** A chunk may end within a character: they are put together before they are read. */
function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks
  return chunks.length === 1 && first !== undefined ? first.toString() : Buffer.concat(chunks).toString()
}

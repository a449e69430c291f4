import type { IncomingMessage } from 'node:http'
import type { NetworkRange } from '../network-range.js'
import { type Claim, RangeLimit } from './range-limit.js'

/** Bytes that a chunk takes beside its content: otherwise single bytes would cost nothing. */
const CHUNK_OVERHEAD = 256

/** What becomes of the body of a request. */
export interface BodyEvents {
  /** The complete body. It counts until `release` is called. */
  readonly whole: (body: Buffer, release: () => void) => void
  /** The body is too long, or there is no room for it. The rest is not read. */
  readonly refused: (status: 413 | 503) => void
}

/**
 * The bodies of requests that are not answered yet. What they take together is limited, and shared
 * by network range: where there is no more room, the oldest body that is still arriving, of the
 * range that holds most, is refused. A length that is only announced takes nothing.
 */
export class RequestBodies {
  readonly #bodyBytes: number
  readonly #limit: RangeLimit

  /**
   * @param bodyBytes maximum of one body
   * @param unansweredBytes maximum of all of them; at least two bodies of the maximum size fit
   */
  constructor(bodyBytes: number, unansweredBytes: number) {
    this.#bodyBytes = bodyBytes
    this.#limit = new RangeLimit(Math.max(2 * bodyBytes, unansweredBytes))
  }

  /** Calls one of the events, or none if the connection ends before the body is complete. */
  collect(request: IncomingMessage, range: NetworkRange, { whole, refused }: BodyEvents): void {
    const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY)
    let chunks: Buffer[] = []
    let size = 0
    const stop = (status: 413 | 503): void => {
      chunks = []
      request.removeAllListeners('end').removeAllListeners('data')
      release()
      refused(status)
    }
    const claim: Claim = { range, displaced: () => stop(503) }
    const release = (): void => this.#limit.release(claim)
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > this.#bodyBytes) {
        stop(413)
        return
      }
      if (!this.#limit.take(claim, chunk.length + CHUNK_OVERHEAD)) {
        stop(503)
        return
      }
      // Most bodies are complete with their first chunk.
      if (chunks.push(chunk) === 1 && size < length) this.#arriving(request, claim)
    })
    request.once('end', () => {
      this.#limit.secure(claim)
      whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks), release)
    })
  }

  /** A body that is not complete can give way, and holds nothing when its connection has ended. */
  #arriving(request: IncomingMessage, claim: Claim): void {
    this.#limit.expose(claim, 'first')
    request.once('close', () => {
      if (!request.complete) this.#limit.release(claim)
    })
  }
}

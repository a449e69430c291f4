import type { IncomingMessage } from 'node:http'
import type { NetworkRange } from '../network-range.js'
import { type Claim, RangeLimit } from './range-limit.js'

/** Bytes that a chunk takes beside its content: otherwise single bytes would cost nothing. */
const CHUNK_OVERHEAD = 256

/** What a complete body takes while its request waits for an answer. */
export interface BodyRoom {
  /** It is not answered at once: from now on it counts. */
  readonly hold: () => void
  /** It is answered. */
  readonly release: () => void
}

/** What becomes of the body of a request. */
export interface BodyEvents {
  /** The complete body. */
  readonly whole: (body: Buffer, room: BodyRoom) => void
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
    let isHeld = false
    const stop = (status: 413 | 503): void => {
      chunks = []
      request.removeAllListeners('end').removeAllListeners('data')
      release()
      refused(status)
    }
    const claim: Claim = { range, displaced: () => stop(503) }
    const release = (): void => {
      if (isHeld) this.#limit.release(claim)
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > this.#bodyBytes) {
        stop(413)
        return
      }
      const needed = chunk.length + CHUNK_OVERHEAD
      // Most bodies are complete with their first chunk, and are answered at once.
      if (chunks.length === 0 && size >= length && this.#limit.hasFree(needed)) {
        chunks.push(chunk)
        return
      }
      if (!this.#limit.take(claim, needed)) {
        stop(503)
        return
      }
      isHeld = true
      if (chunks.push(chunk) === 1 && size < length) this.#arriving(request, claim)
    })
    request.once('end', () => {
      if (isHeld) this.#limit.secure(claim)
      const hold = (): void => {
        if (!isHeld) isHeld = this.#limit.take(claim, size + CHUNK_OVERHEAD)
      }
      whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks), {
        hold,
        release,
      })
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

import type { IncomingMessage } from 'node:http'
import type { NetworkRange } from '../network-range.js'
import { type Claim, RangeLimit } from './range-limit.js'

/** Bytes that a chunk takes beside its content: otherwise single bytes would cost nothing. */
const CHUNK_OVERHEAD = 256

/** What a complete body takes while its request waits for an answer. */
export interface BodyRoom {
  /** It is not answered at once: from now on it counts. */
  hold(): void
  /** It is answered. */
  release(): void
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
  collect(request: IncomingMessage, range: NetworkRange, events: BodyEvents): void {
    const body = new ArrivingBody(request, range, this.#bodyBytes, this.#limit, events)
    request.on('data', (chunk: Buffer) => body.add(chunk))
    request.on('end', () => body.end())
  }
}

/** A body, until its request is answered. */
class ArrivingBody implements Claim, BodyRoom {
  readonly range: NetworkRange
  readonly #request: IncomingMessage
  readonly #maxBytes: number
  readonly #limit: RangeLimit
  readonly #events: BodyEvents
  #chunks: Buffer[] = []
  #size = 0
  #isHeld = false

  constructor(
    request: IncomingMessage,
    range: NetworkRange,
    maxBytes: number,
    limit: RangeLimit,
    events: BodyEvents,
  ) {
    this.range = range
    this.#request = request
    this.#maxBytes = maxBytes
    this.#limit = limit
    this.#events = events
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > this.#maxBytes) {
      this.#stop(413)
      return
    }
    const needed = chunk.length + CHUNK_OVERHEAD
    const isWhole = this.#size >= Number(this.#request.headers['content-length'] ?? Number.POSITIVE_INFINITY)
    // Most bodies are complete with their first chunk, and are answered at once.
    if (this.#chunks.length === 0 && isWhole && this.#limit.hasFree(needed)) {
      this.#chunks.push(chunk)
      return
    }
    if (!this.#limit.take(this, needed)) {
      this.#stop(503)
      return
    }
    this.#isHeld = true
    if (this.#chunks.push(chunk) === 1 && !isWhole) this.#canGiveWay()
  }

  end(): void {
    if (this.#isHeld) this.#limit.secure(this)
    const [first] = this.#chunks
    const isOne = this.#chunks.length === 1 && first !== undefined
    this.#events.whole(isOne ? first : Buffer.concat(this.#chunks), this)
  }

  hold(): void {
    if (!this.#isHeld) this.#isHeld = this.#limit.take(this, this.#size + CHUNK_OVERHEAD)
  }

  release(): void {
    if (this.#isHeld) this.#limit.release(this)
  }

  displaced(): void {
    this.#stop(503)
  }

  /** A body that is not complete can give way, and holds nothing when its connection has ended. */
  #canGiveWay(): void {
    this.#limit.expose(this, 'first')
    this.#request.once('close', () => {
      if (!this.#request.complete) this.#limit.release(this)
    })
  }

  #stop(status: 413 | 503): void {
    this.#chunks = []
    this.#request.removeAllListeners('end').removeAllListeners('data')
    this.release()
    this.#events.refused(status)
  }
}

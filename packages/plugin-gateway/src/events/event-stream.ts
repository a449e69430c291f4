import type { ServerResponse } from 'node:http'
import type { Clock } from 'clacks'

/** The limits of an event stream. */
export interface StreamLimits {
  /** Unread bytes; above 16 KiB, so that the response drains. */
  readonly maxUnread: number
  /** Events in one second. */
  readonly perSecond: number
  readonly clock: Pick<Clock, 'monotonic'>
}

/**
 * One client of server-sent events. What it reads too slowly, or did not want so much of, is
 * skipped and counted.
 */
export class EventStream {
  readonly #response: ServerResponse
  readonly #limits: StreamLimits
  #skipped = 0
  #second = Number.NEGATIVE_INFINITY
  #inSecond = 0

  constructor(response: ServerResponse, limits: StreamLimits) {
    this.#response = response
    this.#limits = limits
    response.on('drain', () => this.#reportSkipped())
  }

  /** Writes an event, unless it is over a limit. */
  send(frame: Buffer): void {
    if (!this.#isInRate() || !this.#hasRoom(frame.length)) {
      this.#skipped++
      return
    }
    this.#reportSkipped()
    this.#response.write(frame)
  }

  /** Counts events that are not sent for another reason. */
  skip(count: number): void {
    this.#skipped += count
  }

  /** Keeps the connection open, and reports what was skipped. */
  beat(): void {
    if (!this.#hasRoom(BEAT.length)) return
    this.#reportSkipped()
    this.#response.write(BEAT)
  }

  end(): void {
    this.#response.end()
  }

  #hasRoom(bytes: number): boolean {
    const { writableLength } = this.#response
    return writableLength === 0 || writableLength + bytes <= this.#limits.maxUnread
  }

  #isInRate(): boolean {
    const { perSecond, clock } = this.#limits
    if (perSecond === Number.POSITIVE_INFINITY) return true
    const now = clock.monotonic()
    if (now - this.#second >= SECOND) {
      this.#second = now
      this.#inSecond = 0
    }
    return ++this.#inSecond <= perSecond
  }

  #reportSkipped(): void {
    if (this.#skipped === 0) return
    this.#response.write(frameOf('skipped', JSON.stringify({ skipped: this.#skipped })))
    this.#skipped = 0
  }
}

const SECOND = 1_000
const BEAT = Buffer.from(':\n\n')

/**
 * One event on the wire.
 * @param data on one line
 */
export function frameOf(event: string, data: string, id?: string): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)
}

import type { ServerResponse } from 'node:http'

/** One client of server-sent events. What it reads too slowly is skipped and counted. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #maxUnread: number
  #skipped = 0

  /** @param maxUnread the limit of unread bytes; above 16 KiB, so that the response drains */
  constructor(response: ServerResponse, maxUnread: number) {
    this.#response = response
    this.#maxUnread = maxUnread
    response.on('drain', () => this.#reportSkipped())
  }

  /** Writes an event, unless too much is unread. */
  send(frame: Buffer): void {
    if (!this.#hasRoom(frame.length)) {
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
    return writableLength === 0 || writableLength + bytes <= this.#maxUnread
  }

  #reportSkipped(): void {
    if (this.#skipped === 0) return
    this.#response.write(frameOf('skipped', JSON.stringify({ skipped: this.#skipped })))
    this.#skipped = 0
  }
}

const BEAT = Buffer.from(':\n\n')

/**
 * One event on the wire.
 * @param data on one line
 */
export function frameOf(event: string, data: string, id?: string): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)
}

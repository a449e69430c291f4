/** The part of a stream that is used here. */
export interface OutputStream {
  write(text: string, written: (error?: Error | null) => void): boolean
  /** Bytes that wait for the reader. */
  readonly writableLength: number
  on(event: 'error' | 'drain', listener: () => void): unknown
}

/** What an output reports. */
export interface OutputEvents {
  /** Returns what is written into the output after lines were dropped, once it works again. */
  dropped(lines: number): string
  /** The output cannot be written. Called once until it works again. */
  failed(error: NodeJS.ErrnoException): void
}

/** What lines are about: one message, or the node. Those about messages are dropped first. */
export type Subject = 'message' | 'node'

/**
 * An output holds this many bytes for a slow reader. Lines about messages beyond that are dropped;
 * those about the node, which are few, have as much again.
 */
export const MAX_WAITING = 2 ** 20
/** After these errors an output does not recover: its reader is gone. */
const GONE: ReadonlySet<string | undefined> = new Set([
  'EPIPE',
  'EBADF',
  'ECONNRESET',
  'ERR_STREAM_DESTROYED',
])

/** Whether the reader of an output has gone, so that it never works again. */
export function isGone({ code }: NodeJS.ErrnoException): boolean {
  return GONE.has(code)
}

/** What a log says when lines were dropped. */
export function droppedText(lines: number): string {
  return `${lines} ${lines === 1 ? 'line was' : 'lines were'} dropped here: the output was full or could not be written.`
}

/**
 * Writes lines to a stream without waiting for it, and with bounded memory: while the reader is
 * slow or the stream fails, lines are dropped and counted.
 */
export class BoundedOutput {
  readonly #stream: OutputStream
  readonly #events: OutputEvents
  #dropped = 0
  #state: 'works' | 'full' | 'fails' | 'gone' = 'works'

  constructor(stream: OutputStream, events: OutputEvents) {
    this.#stream = stream
    this.#events = events
    // Errors arrive at the callback of each write.
    stream.on('error', () => {})
    stream.on('drain', () => this.#worksAgain('full'))
  }

  /** Writes one or more whole lines, or drops them. */
  write(lines: string, subject: Subject = 'node'): void {
    if (this.#state === 'gone') return
    const waiting = this.#stream.writableLength
    if (waiting > MAX_WAITING) this.#state = 'full'
    const isRoom = subject === 'node' && waiting <= 2 * MAX_WAITING
    if (this.#state === 'full' && !isRoom) this.#dropped++
    else this.#stream.write(lines, this.#written)
  }

  readonly #written = (error?: NodeJS.ErrnoException | null): void => {
    if (!error) {
      this.#worksAgain('fails')
      return
    }
    this.#dropped++
    const isNews = this.#state !== 'fails' && this.#state !== 'gone'
    this.#state = isGone(error) ? 'gone' : 'fails'
    if (isNews) this.#events.failed(error)
  }

  #worksAgain(from: 'full' | 'fails'): void {
    if (this.#state !== from) return
    this.#state = 'works'
    const dropped = this.#dropped
    this.#dropped = 0
    this.write(this.#events.dropped(dropped))
  }
}

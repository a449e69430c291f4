import type { After, Complaints } from './complaints.js'
import type { Entry, Sink } from './sink.js'

/** What may wait to be written. */
export interface Buffered {
  readonly entries: number
  readonly bytes: number
}

const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/** Writes entries in the background, in the order in which they came. Bounded: what does not fit is counted, and let go. */
export class LogWriter {
  readonly #sink: Sink
  readonly #limit: Buffered
  readonly #complaints: Complaints
  readonly #after: After
  readonly #waiting: Entry[] = []
  #bytes = 0
  #retryMs = FIRST_RETRY_MS
  #prepared = false
  #working: Promise<void> | undefined
  #resting: (() => void) | undefined
  #closing = false

  /** Makes the folder at once, so that one that cannot be made is known before anything arrives. */
  constructor(sink: Sink, limit: Buffered, complaints: Complaints, after: After) {
    this.#sink = sink
    this.#limit = limit
    this.#complaints = complaints
    this.#after = after
    this.#wake()
  }

  add(entry: Entry): void {
    const { entries, bytes } = this.#limit
    if (this.#waiting.length >= entries || this.#bytes + entry.bytes > bytes) {
      this.#complaints.missed('the buffer is full')
      return
    }
    this.#waiting.push(entry)
    this.#bytes += entry.bytes
    this.#wake()
  }

  /** Writes what waits. Where that fails it is tried once more, and then let go. */
  async close(): Promise<void> {
    this.#closing = true
    this.#resting?.()
    this.#resting = undefined
    await this.#working
    await this.#work()
    const left = this.#waiting.splice(0).length
    if (left > 0) this.#complaints.missed('the log could not be written before the end', left)
    this.#complaints.end()
  }

  #wake(): void {
    if (this.#working !== undefined || this.#resting !== undefined || this.#closing) return
    this.#working = this.#work().finally(() => {
      this.#working = undefined
      if (this.#waiting.length > 0) this.#wake()
    })
  }

  async #work(): Promise<void> {
    try {
      if (!this.#prepared) await this.#prepare()
      while (this.#waiting.length > 0) this.#written(await this.#sink.write(this.#waiting))
    } catch (thrown) {
      this.#complaints.failed(thrown instanceof Error ? thrown.message : String(thrown))
      this.#rest()
    }
  }

  async #prepare(): Promise<void> {
    await this.#sink.prepare()
    this.#prepared = true
    this.#complaints.worked()
  }

  #written(count: number): void {
    for (const { bytes } of this.#waiting.splice(0, count)) this.#bytes -= bytes
    this.#retryMs = FIRST_RETRY_MS
    this.#complaints.worked()
  }

  #rest(): void {
    if (this.#closing) return
    this.#resting = this.#after(this.#retryMs, () => {
      this.#resting = undefined
      this.#wake()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }
}

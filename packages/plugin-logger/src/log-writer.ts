import type { After, FailureReporter } from './failure-reporter.js'
import type { Entry, Sink } from './sink.js'

/** The bounds of the buffer. */
export interface BufferLimit {
  readonly entries: number
  readonly bytes: number
}

const MIN_RETRY_MS = 1_000
const MAX_RETRY_MS = 60_000

/**
 * Writes entries in the background, in order. The buffer is bounded: what does not fit is counted
 * and dropped.
 */
export class LogWriter {
  readonly #sink: Sink
  readonly #limit: BufferLimit
  readonly #reporter: FailureReporter
  readonly #after: After
  readonly #pending: Entry[] = []
  #bytes = 0
  #retryMs = MIN_RETRY_MS
  #isPrepared = false
  #writing: Promise<void> | undefined
  #cancelRetry: (() => void) | undefined
  #isClosing = false

  /** Prepares the sink at once, so that a folder that cannot be created is reported early. */
  constructor(sink: Sink, limit: BufferLimit, reporter: FailureReporter, after: After) {
    this.#sink = sink
    this.#limit = limit
    this.#reporter = reporter
    this.#after = after
    this.#start()
  }

  add(entry: Entry): void {
    const { entries, bytes } = this.#limit
    if (this.#pending.length >= entries || this.#bytes + entry.bytes > bytes) {
      this.#reporter.dropped('the buffer is full')
      return
    }
    this.#pending.push(entry)
    this.#bytes += entry.bytes
    this.#start()
  }

  /** Writes what is pending. If that fails, it is tried once more and then dropped. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    await this.#writing
    await this.#writeAll()
    const left = this.#pending.splice(0).length
    if (left > 0) this.#reporter.dropped('the log could not be written before the plugin stopped', left)
    this.#reporter.end()
  }

  #start(): void {
    if (this.#writing !== undefined || this.#cancelRetry !== undefined || this.#isClosing) return
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined
      if (this.#pending.length > 0) this.#start()
    })
  }

  async #writeAll(): Promise<void> {
    try {
      if (!this.#isPrepared) await this.#prepare()
      while (this.#pending.length > 0) this.#remove(await this.#sink.write(this.#pending))
    } catch (thrown) {
      this.#reporter.failed(thrown instanceof Error ? thrown.message : String(thrown))
      this.#retryLater()
    }
  }

  async #prepare(): Promise<void> {
    await this.#sink.prepare()
    this.#isPrepared = true
    this.#reporter.succeeded()
  }

  #remove(written: number): void {
    for (const { bytes } of this.#pending.splice(0, written)) this.#bytes -= bytes
    this.#retryMs = MIN_RETRY_MS
    this.#reporter.succeeded()
  }

  #retryLater(): void {
    if (this.#isClosing) return
    this.#cancelRetry = this.#after(this.#retryMs, () => {
      this.#cancelRetry = undefined
      this.#start()
    })
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS)
  }
}

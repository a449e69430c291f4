import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** The current input, as UTF-8; a longer one is cut. */
const MAX_INPUT = 4 * 2 ** 20

/**
 * Watches from another thread: an input that stops the event loop would otherwise stop the fuzzer
 * without a word.
 */
export class Watchdog {
  /** Number of the current input (even: none), and the length of its text. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8))
  readonly #text = new Uint8Array(new SharedArrayBuffer(MAX_INPUT))
  readonly #encoder = new TextEncoder()
  readonly #thread = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { state: this.#state, text: this.#text },
  })

  /** An input is read from now on. */
  begin(target: string, input: unknown): void {
    const { written } = this.#encoder.encodeInto(JSON.stringify({ target, input }), this.#text)
    this.#state[1] = written
    Atomics.add(this.#state, 0, 1)
  }

  /** The input was read. */
  end(): void {
    Atomics.add(this.#state, 0, 1)
  }

  async close(): Promise<void> {
    const ended = once(this.#thread, 'exit')
    this.#thread.postMessage('close')
    await ended
  }
}

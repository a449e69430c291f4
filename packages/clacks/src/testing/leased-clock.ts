import { type Cancel, type Clock, endOfTurn } from '../clock.js'

/**
 * The clock of one node. It shows the shared time, and all timers set on it can be cancelled at
 * once.
 */
export class LeasedClock implements Clock {
  readonly #clock: Clock
  readonly #cancels = new Set<Cancel>()
  #ended = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  after(milliseconds: number, task: () => void): Cancel {
    if (this.#ended) return () => {}
    const cancel: Cancel = () => {
      stop()
      this.#cancels.delete(cancel)
    }
    const stop = this.#clock.after(milliseconds, () => {
      this.#cancels.delete(cancel)
      task()
    })
    this.#cancels.add(cancel)
    return cancel
  }

  endOfTurn(task: () => void): void {
    if (!this.#ended) endOfTurn(this.#clock, task)
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#cancels.size
  }

  /** Cancels all timers. Timers set later never run, as in a killed process. */
  end(): void {
    this.#ended = true
    for (const cancel of this.#cancels) cancel()
  }
}

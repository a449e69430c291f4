import { type Cancel, type Clock, endOfTurn } from '../clock.js'
import type { Lease } from './timer-heap.js'
import type { VirtualClock } from './virtual-clock.js'

/**
 * The clock of one node. It shows the shared time, and all timers set on it can be cancelled at
 * once.
 */
export class LeasedClock implements Clock {
  readonly #clock: VirtualClock
  readonly #lease: Lease = { pending: 0 }
  #ended = false

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  after(milliseconds: number, task: () => void): Cancel {
    return this.#ended ? () => {} : this.#clock.after(milliseconds, task, this.#lease)
  }

  endOfTurn(task: () => void): void {
    if (!this.#ended) endOfTurn(this.#clock, task)
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#lease.pending
  }

  /** Cancels all timers. Timers set later never run, as in a killed process. */
  end(): void {
    this.#ended = true
    this.#clock.endLease(this.#lease)
  }
}

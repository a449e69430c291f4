import type { Clock } from 'clacks'

/** Smaller steps do not count as a jump: the two clocks run at slightly different speeds. */
const TOLERANCE_MS = 10_000

/**
 * How long the wall clock has run without a jump. A clock that was set wrongly makes everything
 * look old: what is deleted by its age is deleted only while the clock is steady.
 */
export class ClockSteadiness {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>
  #offset: number
  #since: number

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock
    this.#since = clock.monotonic()
    this.#offset = clock.now() - this.#since
  }

  /**
   * Milliseconds since the last jump, or since this object exists. Notices a jump only when it is
   * called, so it is to be called regularly.
   */
  check(): number {
    const monotonic = this.#clock.monotonic()
    const offset = this.#clock.now() - monotonic
    if (Math.abs(offset - this.#offset) > TOLERANCE_MS) this.#since = monotonic
    this.#offset = offset
    return monotonic - this.#since
  }
}

import type { Clock } from '../clock.js'

/**
 * Names that one range may introduce at once: what an honest node hands on in its first seconds.
 */
const BURST = 32
/** Milliseconds until a range may introduce another name. */
const INTERVAL_MS = 4_000
/** Ranges that are remembered; the one without introductions for longest is forgotten first. */
const MAX_RANGES = 1_024

/**
 * How many addresses each network range may introduce, so that one that names many is not listened
 * to more than others.
 */
export class Introductions {
  readonly #clock: Pick<Clock, 'monotonic'>
  /** By range: when its introductions would have used up its quota to the last one. */
  readonly #usedUntil = new Map<string, number>()

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /** Counts an introduction; false, and not counted, if the range has used up its quota. */
  take(range: string): boolean {
    const now = this.#clock.monotonic()
    const used = Math.max(now, this.#usedUntil.get(range) ?? now)
    if (used - now > (BURST - 1) * INTERVAL_MS) return false
    // Moved to the end of the map, where the latest are.
    this.#usedUntil.delete(range)
    this.#usedUntil.set(range, used + INTERVAL_MS)
    this.#forget(now)
    return true
  }

  /** Forgets ranges that have their whole quota again, and the oldest one if there are too many. */
  #forget(now: number): void {
    for (const [range, until] of this.#usedUntil) {
      if (until > now && this.#usedUntil.size <= MAX_RANGES) return
      this.#usedUntil.delete(range)
    }
  }
}

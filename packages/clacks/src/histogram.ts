/** What a {@link Histogram} has counted so far. */
export interface HistogramSnapshot {
  /** The upper bounds of the buckets, ascending; one more bucket takes what is larger. */
  readonly bounds: readonly number[]
  /** Values in each bucket, not cumulative: one more than there are bounds. */
  readonly counts: readonly number[]
  /** All values. */
  readonly count: number
  /** The sum of all values. */
  readonly sum: number
}

/**
 * Counts values in buckets: what a distribution looks like, at the cost of a few comparisons a
 * value. Nothing is allocated before the first value.
 *
 * @example
 * const seconds = new Histogram([0.01, 0.1, 1])
 * seconds.observe(0.05)
 * seconds.snapshot() // { bounds: [0.01, 0.1, 1], counts: [0, 1, 0, 0], count: 1, sum: 0.05 }
 */
export class Histogram {
  readonly #bounds: readonly number[]
  #counts: number[] | undefined
  #sum = 0

  /** @param bounds the upper bounds of the buckets, ascending; a value equal to one is within */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
  }

  /** Counts a value. */
  observe(value: number): void {
    const bounds = this.#bounds
    this.#counts ??= this.#empty()
    let at = 0
    while (at < bounds.length && value > (bounds[at] ?? 0)) at++
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
    this.#sum += value
  }

  /** What has been counted. A copy. */
  snapshot(): HistogramSnapshot {
    const counts = [...(this.#counts ?? this.#empty())]
    const count = counts.reduce((sum, each) => sum + each, 0)
    return { bounds: this.#bounds, counts, count, sum: this.#sum }
  }

  #empty(): number[] {
    return Array.from({ length: this.#bounds.length + 1 }, () => 0)
  }
}

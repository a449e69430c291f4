import type { PeerRecord } from './record.js'

/** The candidates by the range that named them, each of which has its share of them. */
export class Sources {
  readonly #max: () => number
  readonly #candidates = new Map<string, Set<PeerRecord>>()

  /** @param max candidates of one source, read each time: it may change */
  constructor(max: () => number) {
    this.#max = max
  }

  isFull(source: string): boolean {
    return (this.#candidates.get(source)?.size ?? 0) >= this.#max()
  }

  add(record: PeerRecord): void {
    const candidates = this.#candidates.get(record.learnedFrom)
    if (candidates === undefined) this.#candidates.set(record.learnedFrom, new Set([record]))
    else candidates.add(record)
  }

  remove(record: PeerRecord): void {
    const candidates = this.#candidates.get(record.learnedFrom)
    candidates?.delete(record)
    if (candidates?.size === 0) this.#candidates.delete(record.learnedFrom)
  }

  /**
   * The candidate of a source that makes way for another one of it: that which failed most often,
   * the oldest of several. Undefined if a request to each is in flight.
   */
  worstOf(source: string): PeerRecord | undefined {
    let worst: PeerRecord | undefined
    for (const record of this.#candidates.get(source) ?? [])
      if (record.inFlight === 0 && record.failures > (worst?.failures ?? -1)) worst = record
    return worst
  }
}

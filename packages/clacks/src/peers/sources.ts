import { PeerRecord } from './record.js'

/** The candidates by the range that named them, each of which has its share of them. */
export class Sources {
  readonly #max: () => number
  /** Oldest first. Most sources have one: it is not in a list. */
  readonly #candidates = new Map<string, PeerRecord | readonly PeerRecord[]>()

  /** @param max candidates of one source, read each time: it may change */
  constructor(max: () => number) {
    this.#max = max
  }

  isFull(source: string): boolean {
    return this.#of(source).length >= this.#max()
  }

  add(record: PeerRecord): void {
    this.#set(record.learnedFrom, [...this.#of(record.learnedFrom), record])
  }

  remove(record: PeerRecord): void {
    const { learnedFrom } = record
    this.#set(
      learnedFrom,
      this.#of(learnedFrom).filter((other) => other !== record),
    )
  }

  /**
   * The candidate of a source that makes way for another one of it: that which failed most often,
   * the oldest of several. Undefined if a request to each is in flight.
   */
  worstOf(source: string): PeerRecord | undefined {
    let worst: PeerRecord | undefined
    for (const record of this.#of(source))
      if (record.inFlight === 0 && record.failures > (worst?.failures ?? -1)) worst = record
    return worst
  }

  #of(source: string): readonly PeerRecord[] {
    const candidates = this.#candidates.get(source)
    if (candidates === undefined) return []
    return candidates instanceof PeerRecord ? [candidates] : candidates
  }

  #set(source: string, candidates: readonly PeerRecord[]): void {
    const [first] = candidates
    if (first === undefined) this.#candidates.delete(source)
    else this.#candidates.set(source, candidates.length === 1 ? first : candidates)
  }
}

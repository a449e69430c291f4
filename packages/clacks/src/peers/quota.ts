import { placeOf, type Ranked } from './ranked.js'

/** Counts entries of the table per range, up to a maximum. */
export class Quota {
  readonly #max: () => number
  /** By rank: less than half of what a map of counts takes, since most ranges have one entry. */
  readonly #entries: Ranked[] = []

  /** @param max read each time: it may change */
  constructor(max: () => number) {
    this.#max = max
  }

  /** @param weight how many times the maximum this range may have */
  hasRoom({ rank, range }: Ranked, weight = 1): boolean {
    const last = this.#entries[placeOf(this.#entries, rank, range) + this.#max() * weight - 1]
    return last === undefined || last.range !== range
  }

  add(entry: Ranked): void {
    this.#entries.splice(placeOf(this.#entries, entry.rank, entry.range), 0, entry)
  }

  remove({ rank, range }: Ranked): void {
    const place = placeOf(this.#entries, rank, range)
    if (this.#entries[place]?.range === range) this.#entries.splice(place, 1)
  }
}

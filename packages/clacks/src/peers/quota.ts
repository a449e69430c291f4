import { type Ranked, RankedList } from './ranked-list.js'

/** Counts entries of the table per range, up to a maximum. */
export class Quota {
  readonly #max: () => number
  /** By rank: less than half of what a map of counts takes, since most ranges have one entry. */
  readonly #entries = new RankedList<Ranked>()

  /** @param max read each time: it may change */
  constructor(max: () => number) {
    this.#max = max
  }

  /** @param weight how many times the maximum this range may have */
  hasRoom({ rank, range }: Ranked, weight = 1): boolean {
    const last = this.#entries.at(this.#entries.placeOf(rank, range) + this.#max() * weight - 1)
    return last === undefined || last.range !== range
  }

  add(entry: Ranked): void {
    this.#entries.insert(this.#entries.placeOf(entry.rank, entry.range), entry)
  }

  remove({ rank, range }: Ranked): void {
    const place = this.#entries.placeOf(rank, range)
    if (this.#entries.at(place)?.range === range) this.#entries.remove(place)
  }
}

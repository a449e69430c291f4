/** Counts the entries of the table per range, up to a maximum. */
export class Quota {
  readonly #max: () => number
  readonly #counts = new Map<string, number>()

  /** @param max read each time: it may change */
  constructor(max: () => number) {
    this.#max = max
  }

  /** @param weight how many times the maximum this key may have */
  hasRoom(key: string, weight = 1): boolean {
    return (this.#counts.get(key) ?? 0) < this.#max() * weight
  }

  add(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  remove(key: string): void {
    const left = (this.#counts.get(key) ?? 0) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }
}

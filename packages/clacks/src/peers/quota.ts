/** Counts by key, bounded: how many entries of the table one range or one source may have. */
export class Quota {
  readonly #most: () => number
  readonly #counts = new Map<string, number>()

  /** @param most asked each time: it may change */
  constructor(most: () => number) {
    this.#most = most
  }

  hasRoom(key: string): boolean {
    return (this.#counts.get(key) ?? 0) < this.#most()
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

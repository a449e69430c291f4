const MIN_CAPACITY = 16

/** A first-in-first-out list with both ends in O(1) at any size; it grows and shrinks by powers of two. */
export class Ring<Item> {
  #slots: (Item | undefined)[] = new Array(MIN_CAPACITY)
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Adds at the end. */
  push(item: Item): void {
    if (this.#size === this.#slots.length) this.#resize(this.#size * 2)
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = item
    this.#size++
  }

  /** Adds at the front. */
  unshift(item: Item): void {
    if (this.#size === this.#slots.length) this.#resize(this.#size * 2)
    this.#head = (this.#head - 1) & (this.#slots.length - 1)
    this.#slots[this.#head] = item
    this.#size++
  }

  /** Takes from the front. */
  shift(): Item | undefined {
    if (this.#size === 0) return undefined
    const item = this.#slots[this.#head]
    this.#slots[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#slots.length - 1)
    this.#size--
    // A quarter full: halving leaves room, so that a size that swings does not resize at each turn.
    if (this.#slots.length > MIN_CAPACITY && this.#size * 4 <= this.#slots.length)
      this.#resize(this.#slots.length / 2)
    return item
  }

  /** Front to end. */
  *[Symbol.iterator](): IterableIterator<Item> {
    for (let at = 0; at < this.#size; at++) {
      yield this.#slots[(this.#head + at) & (this.#slots.length - 1)] as Item
    }
  }

  #resize(capacity: number): void {
    const slots: (Item | undefined)[] = new Array(capacity)
    for (let at = 0; at < this.#size; at++)
      slots[at] = this.#slots[(this.#head + at) & (this.#slots.length - 1)]
    this.#slots = slots
    this.#head = 0
  }
}

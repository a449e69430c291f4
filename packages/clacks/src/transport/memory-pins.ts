/** The key that each address of a network showed first. Its transports share it. */
export class ShownKeys {
  readonly #numbers = new Map<string, number>()
  readonly #keys: string[] = []

  /** The number of an address, counted from 0; undefined if it has never shown a key. */
  numberOf(address: string): number | undefined {
    return this.#numbers.get(address)
  }

  /** The key that the address of a number showed first. */
  keyOf(number: number): string | undefined {
    return this.#keys[number]
  }

  /** An address shows a key. Returns its number. */
  show(address: string, key: string): number {
    const known = this.#numbers.get(address)
    if (known !== undefined) return known
    this.#numbers.set(address, this.#keys.length)
    return this.#keys.push(key) - 1
  }
}

const NONE = new Uint32Array()

/**
 * The pinned keys of one transport. Nearly always the key of an address is the one that it showed
 * first, so a pin is one bit: a network has as many as pairs of nodes.
 */
export class MemoryPins {
  readonly #shown: ShownKeys
  /** Addresses by number, 32 in each. */
  #first = NONE
  /** Pins of keys that addresses showed later. */
  #others: Map<number, string> | undefined

  constructor(shown: ShownKeys) {
    this.#shown = shown
  }

  /** The key that is pinned for an address. */
  of(address: string): string | undefined {
    const number = this.#shown.numberOf(address)
    if (number === undefined) return undefined
    return this.#hasFirst(number) ? this.#shown.keyOf(number) : this.#others?.get(number)
  }

  /** Pins a key for an address that has none. */
  add(address: string, key: string): void {
    const number = this.#shown.show(address, key)
    if (this.#shown.keyOf(number) === key) this.#addFirst(number)
    else this.#others = (this.#others ?? new Map<number, string>()).set(number, key)
  }

  #hasFirst(number: number): boolean {
    return (((this.#first[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1
  }

  #addFirst(number: number): void {
    const word = number >>> 5
    if (word >= this.#first.length) {
      const grown = new Uint32Array(word + 1 + (word >>> 2))
      grown.set(this.#first)
      this.#first = grown
    }
    this.#first[word] = (this.#first[word] ?? 0) | (1 << (number & 31))
  }
}

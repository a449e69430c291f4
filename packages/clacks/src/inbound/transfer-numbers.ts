/** Numbers whose bits are in one entry. */
const BITS = 32
/** The number of a name that has none. */
export const NO_NUMBER = -1
/** Digits of a number that JavaScript holds exactly, in base 36. */
const MAX_DIGITS = 10

/**
 * The number at the end of a name of a transfer, in the form in which it is written:
 * {@link NO_NUMBER} if the text is not one. The same number is never written in two ways.
 * @param text in base 36
 */
export function numberIn(text: string): number {
  const { length } = text
  if (length === 0 || length > MAX_DIGITS || (length > 1 && text.startsWith('0'))) return NO_NUMBER
  let number = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x7a ? code - 0x57 : -1
    if (digit === -1) return NO_NUMBER
    number = number * 36 + digit
  }
  return number
}

/** A set of numbers. Those that are close to each other share an entry. */
export class TransferNumbers {
  /** The entry that was used last: numbers mostly come in their order. */
  #place = -1
  #last = 0
  /** The other entries; most sets have none. */
  #bits: Map<number, number> | undefined

  has(number: number): boolean {
    return (this.#at(placeOf(number)) & bitOf(number)) !== 0
  }

  /** False if it was there before. */
  add(number: number): boolean {
    const place = placeOf(number)
    const before = this.#at(place)
    const after = before | bitOf(number)
    if (after === before) return false
    this.#set(place, after)
    return true
  }

  /** False if it was not there. */
  delete(number: number): boolean {
    const place = placeOf(number)
    const before = this.#at(place)
    const after = before & ~bitOf(number)
    if (after === before) return false
    this.#set(place, after)
    return true
  }

  get isEmpty(): boolean {
    return (this.#bits?.size ?? 0) === 0 && this.#last === 0
  }

  #at(place: number): number {
    return place === this.#place ? this.#last : (this.#bits?.get(place) ?? 0)
  }

  #set(place: number, bits: number): void {
    if (place !== this.#place) {
      if (this.#last !== 0)
        this.#bits = (this.#bits ?? new Map<number, number>()).set(this.#place, this.#last)
      this.#bits?.delete(place)
      this.#place = place
    }
    this.#last = bits
  }
}

function placeOf(number: number): number {
  return Math.floor(number / BITS)
}

function bitOf(number: number): number {
  return 1 << (number - placeOf(number) * BITS)
}

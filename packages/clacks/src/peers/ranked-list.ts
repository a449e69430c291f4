/** What has a place in the order of network ranges. */
export interface Ranked {
  readonly range: string
  /** A keyed hash of the range, see {@link Targets.rankOf}. */
  readonly rank: number
}

/** A full part is split into two, so that no change moves more than so many items. */
const MAX_PART = 512
/** A part with fewer joins a neighbour, if both fit well. */
const MIN_PART = 64

/**
 * A list that is sorted by rank. Its items are in parts, as in the leaves of a B-tree, so that an
 * insertion costs the same among a million items as among a thousand.
 */
export class RankedList<Item extends Ranked> {
  readonly #parts: Item[][] = [[]]
  /** The place of the first item of each part. */
  readonly #starts: number[] = [0]
  #length = 0

  /** Number of items. */
  get length(): number {
    return this.#length
  }

  /** The item at a place; undefined if there are not so many. */
  at(place: number): Item | undefined {
    const part = this.#partAt(place)
    return this.#parts[part]?.[place - this.#startOf(part)]
  }

  /**
   * The place of the first item of a range, or where it would be inserted. The names of ranges that
   * happen to have one rank decide.
   */
  placeOf(rank: number, range = ''): number {
    let part = 0
    let high = this.#parts.length
    while (high - part > 1) {
      const middle = (part + high) >> 1
      const first = this.#parts[middle]?.[0]
      if (first !== undefined && isBefore(first, rank, range)) part = middle
      else high = middle
    }
    return this.#startOf(part) + placeIn(this.#parts[part] ?? [], rank, range)
  }

  /** Inserts an item at its place, see {@link placeOf}. */
  insert(place: number, item: Item): void {
    const at = this.#partAt(place)
    const part = this.#parts[at]
    if (part === undefined) return
    part.splice(place - this.#startOf(at), 0, item)
    this.#moveStarts(at + 1, 1)
    if (part.length <= MAX_PART) return
    const half = part.length >> 1
    this.#parts.splice(at + 1, 0, part.splice(half))
    this.#starts.splice(at + 1, 0, this.#startOf(at) + half)
  }

  /** Puts an item of the same range in the place of another one. */
  replace(place: number, item: Item): void {
    const at = this.#partAt(place)
    const part = this.#parts[at]
    if (part !== undefined) part[place - this.#startOf(at)] = item
  }

  /** Removes the item at a place. */
  remove(place: number): void {
    const at = this.#partAt(place)
    const part = this.#parts[at]
    if (part === undefined) return
    part.splice(place - this.#startOf(at), 1)
    this.#moveStarts(at + 1, -1)
    if (part.length < MIN_PART) this.#join(at === 0 ? 0 : at - 1)
  }

  /** Joins a part with the next one, unless they are large together. No part stays empty. */
  #join(at: number): void {
    const part = this.#parts[at]
    const next = this.#parts[at + 1]
    if (part === undefined || next === undefined) return
    if (part.length > 0 && next.length > 0 && part.length + next.length > MAX_PART / 2) return
    part.push(...next)
    this.#parts.splice(at + 1, 1)
    this.#starts.splice(at + 1, 1)
  }

  #moveStarts(from: number, by: number): void {
    this.#length += by
    const starts = this.#starts
    for (let index = from; index < starts.length; index++) starts[index] = this.#startOf(index) + by
  }

  /** The part that has a place: the last one whose start is not after it. */
  #partAt(place: number): number {
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.#startOf(middle) <= place) low = middle
      else high = middle
    }
    return low
  }

  #startOf(part: number): number {
    return this.#starts[part] ?? 0
  }
}

function placeIn(list: readonly Ranked[], rank: number, range: string): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = list[middle]
    if (other !== undefined && isBefore(other, rank, range)) low = middle + 1
    else high = middle
  }
  return low
}

function isBefore(item: Ranked, rank: number, range: string): boolean {
  return item.rank < rank || (item.rank === rank && item.range < range)
}

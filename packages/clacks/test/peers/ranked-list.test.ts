import { describe, expect, it } from 'vitest'
import { type Ranked, RankedList } from '../../src/peers/ranked-list.js'
import { SeededRandom } from '../../src/testing/seeded-random.js'

const RANKS = 5_000

/** A list, and a plain array that has had the same changes. */
class Pair {
  readonly list = new RankedList<Ranked>()
  plain: Ranked[] = []

  insert(item: Ranked): void {
    const place = this.list.placeOf(item.rank, item.range)
    expect(place).toBe(this.plain.filter((other) => isBefore(other, item)).length)
    this.list.insert(place, item)
    this.plain.splice(place, 0, item)
  }

  remove(place: number): void {
    this.list.remove(place)
    this.plain.splice(place, 1)
  }

  expectEqual(): void {
    expect(this.list.length).toBe(this.plain.length)
    expect(Array.from(this.plain, (_, place) => this.list.at(place))).toEqual(this.plain)
    expect(this.list.at(this.plain.length)).toBeUndefined()
  }
}

function isBefore(one: Ranked, other: Ranked): boolean {
  return one.rank < other.rank || (one.rank === other.rank && one.range < other.range)
}

describe('a ranked list', () => {
  it.each([1, 2, 3])('has the order of a sorted array after 6,000 random changes (seed %i)', (seed) => {
    const random = new SeededRandom(seed)
    const pair = new Pair()
    const pick = (count: number): number => Math.floor(random.fraction() * count)
    // Grows at first, then shrinks until nothing is left.
    for (let change = 0; change < 6_000 || pair.plain.length > 0; change++) {
      const grows = random.fraction() < (change < 3_000 ? 0.9 : 0.2) && change < 6_000
      if (grows || (pair.plain.length === 0 && change < 6_000))
        pair.insert({ rank: pick(RANKS), range: `range ${pick(3)}` })
      else pair.remove(pick(pair.plain.length))
      if (change % 500 === 0) pair.expectEqual()
    }
    pair.expectEqual()
    pair.insert({ rank: 1, range: 'a' })
    pair.expectEqual()
  })

  it('stays in order where whole stretches of it go, from either end', () => {
    for (const placeOf of [() => 0, (length: number) => length - 1, (length: number) => length >> 1]) {
      const pair = new Pair()
      for (let rank = 0; rank < 2_000; rank++) pair.insert({ rank, range: '' })
      while (pair.plain.length > 0) {
        pair.remove(placeOf(pair.plain.length))
        if (pair.plain.length % 250 === 0) pair.expectEqual()
      }
      for (let rank = 0; rank < 600; rank++) pair.insert({ rank, range: '' })
      pair.expectEqual()
    }
  })

  it('replaces an item in its place', () => {
    const pair = new Pair()
    for (let rank = 0; rank < 1_500; rank++) pair.insert({ rank, range: 'a' })
    for (const place of [0, 700, 1_499]) {
      const item = { rank: place, range: 'a', replaced: true }
      pair.list.replace(place, item)
      pair.plain[place] = item
    }
    pair.expectEqual()
  })
})

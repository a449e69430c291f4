import { hash } from 'node:crypto'
import type { Clock } from '../clock.js'
import type { Random } from '../random.js'
import { findPeer, onePeerOf, type RangeGroup, sizeOf, withoutPeer, withPeer } from './range-group.js'
import { RankedList } from './ranked-list.js'
import type { PeerRecord } from './record.js'

/** The most ranges that messages go to at a time: connections to them stay open. */
const MAX_TARGETS = 128
/** Share of a small table that the targets may take; the others are handed on. */
const SHARE_OF_TABLE = 0.5
/** How often one target makes way for another, where there are more ranges than targets. */
const ROTATION_MS = 100_000
/** Bits of a rank: V8 keeps a number of so many in place, without an object. */
const RANK_BITS = 31

/** What the targets need from their node. */
export interface TargetsParts {
  readonly clock: Pick<Clock, 'monotonic'>
  readonly random: Random
  /** Places in the table; may change. */
  readonly bounds: { readonly peers: number }
}

/**
 * The alive peers that this node has reached, by network range, in the order of a keyed hash of the
 * range (docs/mixing.md). Messages go to the first few ranges of that order: a sample of all ranges
 * that nobody else can foresee. How often a range is named, and how many addresses it has, does not
 * matter.
 */
export class Targets {
  readonly #parts: TargetsParts
  /** Nobody who does not know it can choose a range that comes first. */
  readonly #secret: string
  /** By rank, ascending. */
  readonly #groups = new RankedList<RangeGroup>()
  /** Where the order begins: it moves on with time. */
  #firstRank = 0
  #first = 0
  #rotateAt: number

  constructor(parts: TargetsParts) {
    this.#parts = parts
    this.#secret = parts.random.token()
    this.#rotateAt = parts.clock.monotonic() + ROTATION_MS
  }

  /** Number of ranges. */
  get ranges(): number {
    return this.#groups.length
  }

  /** The most ranges that are targets at a time. */
  get places(): number {
    return Math.max(1, Math.min(MAX_TARGETS, Math.floor(this.#parts.bounds.peers * SHARE_OF_TABLE)))
  }

  /**
   * Whether all ranges are targets. Then the others pick this node as often as it picks them; where
   * each has a sample of its own, most do not.
   */
  get areAll(): boolean {
    return this.ranges <= this.places
  }

  /** The rank of a range; for {@link PeerRecord.rank}. */
  rankOf(range: string): number {
    return Number.parseInt(hash('sha256', `${this.#secret} ${range}`).slice(0, 8), 16) >>> (32 - RANK_BITS)
  }

  add(record: PeerRecord): void {
    record.isCounted = true
    const place = this.#placeOf(record)
    const group = this.#groups.at(place)
    if (group?.range === record.range) {
      this.#groups.replace(place, withPeer(group, record))
      return
    }
    this.#groups.insert(place, record)
    this.#findFirst()
  }

  remove(record: PeerRecord): void {
    const place = this.#placeOf(record)
    const group = this.#groups.at(place)
    if (group?.range !== record.range) return
    const left = withoutPeer(group, record)
    if (left !== undefined) {
      this.#groups.replace(place, left)
      return
    }
    this.#groups.remove(place)
    this.#findFirst()
  }

  /** One target at random: each range is equally likely. */
  oneOf(): PeerRecord | undefined {
    const { places } = this
    if (this.#groups.length > places) this.#rotate()
    return this.#oneAt(0, Math.min(places, this.#groups.length))
  }

  /** One peer of any range at random, to be handed on. */
  any(): PeerRecord | undefined {
    return this.#oneAt(0, this.#groups.length)
  }

  /** One peer at random that is not a target; undefined if there is none. */
  outsider(): PeerRecord | undefined {
    const { places } = this
    return this.#oneAt(places, this.#groups.length - places)
  }

  /** Whether messages go to the range of a peer. */
  has(record: PeerRecord): boolean {
    const { length } = this.#groups
    return (this.#placeOf(record) - this.#first + length) % length < this.places
  }

  /**
   * The first suitable of about `max` peers, whole ranges: a random target, the others, then all
   * other peers.
   */
  search(max: number, isSuitable: (record: PeerRecord) => boolean): PeerRecord | undefined {
    const { length } = this.#groups
    const targets = Math.min(this.places, length)
    const start = targets > 1 ? Math.floor(this.#parts.random.fraction() * targets) : 0
    for (let step = 0, checked = 0; step < length && checked < max; step++) {
      const group = this.#at(step < targets ? (start + step) % targets : step)
      if (group === undefined) continue
      checked += sizeOf(group)
      const found = findPeer(group, isSuitable)
      if (found !== undefined) return found
    }
    return undefined
  }

  #oneAt(from: number, count: number): PeerRecord | undefined {
    if (count <= 0) return undefined
    const { random } = this.#parts
    const group = this.#at(count === 1 ? from : from + Math.floor(random.fraction() * count))
    return group && onePeerOf(group, random)
  }

  /** @param index in the order that starts at the first target */
  #at(index: number): RangeGroup | undefined {
    const place = this.#first + index
    const { length } = this.#groups
    return this.#groups.at(place < length ? place : place - length)
  }

  #placeOf({ rank, range }: PeerRecord): number {
    return this.#groups.placeOf(rank, range)
  }

  #findFirst(): void {
    this.#first = this.#groups.placeOf(this.#firstRank)
  }

  /** The first target moves to the end of the order. */
  #rotate(): void {
    const now = this.#parts.clock.monotonic()
    if (now < this.#rotateAt) return
    this.#rotateAt = now + ROTATION_MS
    const next = this.#at(1)
    if (next === undefined) return
    this.#firstRank = next.rank
    this.#findFirst()
  }
}

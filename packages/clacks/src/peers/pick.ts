import type { Random } from '../random.js'
import type { Weights } from '../settings/settings.js'
import type { PeerLists } from './lists.js'
import { isOneWay, ONE_WAY_CHANCE } from './one-way.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** Whether a peer can get a message now. */
export type Suitability =
  | 'suitable'
  /** Not before it has answered an earlier request. */
  | 'busy'
  /** Not before its back-off ends. */
  | 'backing-off'
  /** It cannot get this message. */
  | 'unsuitable'

/** Why no peer was picked. Where reasons differ, the one that passes soonest. */
export type WaitReason = Exclude<Suitability, 'suitable'>

/** A peer, or the reason to wait. */
export type PickResult =
  | { readonly peer: PeerRecord }
  | { readonly peer: undefined; readonly wait: WaitReason }

/** Random picks before a list is searched: enough while most of its peers are suitable. */
const GUESSES = 4
/**
 * Peers checked in one list, so that the cost of a pick is bounded; the others get their turn
 * later.
 */
const MAX_SEARCHED = 4_096
type KnownStatus = keyof Weights

/** The order in which the lists are searched, by the status that was drawn. */
const ORDERS: Record<KnownStatus, readonly PeerStatus[]> = {
  alive: ['new', 'alive', 'lost', 'dead'],
  lost: ['new', 'lost', 'alive', 'dead'],
  dead: ['new', 'dead', 'alive', 'lost'],
}

/**
 * Picks one peer at random by status (specification, "Peer Statuses"): new peers first, else by
 * weight; a status without a suitable peer passes its chance on. New ones are those that the
 * operator added: what others name is probed before it can be picked, so that nobody gets messages
 * for naming addresses.
 */
export class PeerPicker {
  readonly #lists: PeerLists
  readonly #settings: { readonly weights: Weights }
  readonly #random: Random
  /** The best reason to wait that the current pick has found. */
  #wait: WaitReason = 'unsuitable'
  // What the current search needs and has found: objects and closures for each message would cost
  // more than the search.
  #suitability: (record: PeerRecord) => Suitability = () => 'unsuitable'
  #oneWay: PeerRecord | undefined
  #othersCanTakeItLater = false

  constructor(lists: PeerLists, settings: { readonly weights: Weights }, random: Random) {
    this.#lists = lists
    this.#settings = settings
    this.#random = random
  }

  pick(suitability: (record: PeerRecord) => Suitability): PickResult {
    this.#wait = 'unsuitable'
    for (const status of ORDERS[this.#draw()]) {
      const peer = this.#search(status, suitability)
      if (peer !== undefined) return { peer }
    }
    return { peer: undefined, wait: this.#wait }
  }

  #draw(): KnownStatus {
    const alive = this.#weightOf('alive')
    const lost = this.#weightOf('lost')
    const dead = this.#weightOf('dead')
    if (lost + dead === 0) return 'alive'
    const draw = this.#random.fraction() * (alive + lost + dead)
    if (draw < alive) return 'alive'
    return draw < alive + lost ? 'lost' : 'dead'
  }

  #weightOf(status: KnownStatus): number {
    return this.#lists.countOf(status) === 0 ? 0 : this.#settings.weights[status]
  }

  #search(status: PeerStatus, suitability: (record: PeerRecord) => Suitability): PeerRecord | undefined {
    if (this.#lists.countOf(status) === 0) return undefined
    // Where there are few, they are soon searched.
    const guesses = this.#lists.countOf(status) > GUESSES ? GUESSES : 1
    for (let guess = 0; guess < guesses; guess++) {
      const record = this.#lists.oneOf(status, this.#random)
      if (record === undefined || suitability(record) !== 'suitable') continue
      if (!this.#takesOnly(record) || this.#random.fraction() < ONE_WAY_CHANCE) return record
    }
    return this.#searchAll(status, suitability)
  }

  /**
   * The first suitable peer from a random one on. One-way ranges come last, and if others are only
   * busy they get no more than their chance: they never refuse, so that they would get whatever
   * honest peers refuse.
   */
  #searchAll(status: PeerStatus, suitability: (record: PeerRecord) => Suitability): PeerRecord | undefined {
    this.#suitability = suitability
    this.#oneWay = undefined
    this.#othersCanTakeItLater = false
    const found = this.#lists.search(status, MAX_SEARCHED, this.#random, this.#isFound)
    if (found !== undefined || this.#oneWay === undefined) return found
    return this.#othersCanTakeItLater && this.#random.fraction() >= ONE_WAY_CHANCE ? undefined : this.#oneWay
  }

  readonly #isFound = (record: PeerRecord): boolean => {
    const suits = this.#suitability(record)
    if (suits === 'suitable' && !this.#takesOnly(record)) return true
    if (suits === 'suitable') this.#oneWay ??= record
    else this.#noteWait(suits)
    if (suits === 'busy' || suits === 'backing-off') this.#othersCanTakeItLater ||= !this.#takesOnly(record)
    return false
  }

  #noteWait(reason: WaitReason): void {
    if (reason === 'busy' || this.#wait === 'unsuitable') this.#wait = reason
  }

  #takesOnly({ traffic }: PeerRecord): boolean {
    return traffic !== undefined && this.#lists.targets.areAll && isOneWay(traffic)
  }
}

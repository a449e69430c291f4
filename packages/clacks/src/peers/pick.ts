import type { Random } from '../random.js'
import type { Weights } from '../settings/settings.js'
import type { StatusLists } from './lists.js'
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
/** New peers are picked first: a few in a row, and one for every four others in the long run. */
const NEW_BURST = 8
const NEW_PER_KNOWN_PICK = 0.25

type KnownStatus = keyof Weights

/** The order in which the lists are searched, by the status that was drawn. */
const ORDERS: Record<KnownStatus, Record<'known' | 'newFirst' | 'newLast', readonly PeerStatus[]>> = {
  alive: ordersFrom(['alive', 'lost', 'dead']),
  lost: ordersFrom(['lost', 'alive', 'dead']),
  dead: ordersFrom(['dead', 'alive', 'lost']),
}

function ordersFrom(known: readonly KnownStatus[]) {
  return { known, newFirst: ['new', ...known], newLast: [...known, 'new'] } as const
}

/**
 * Picks one peer at random by status (specification, "Peer Statuses"): new peers first, else by
 * weight; a status without a suitable peer passes its chance on. New peers have a quota while
 * others are suitable: a peer that keeps introducing addresses would otherwise get every message.
 */
export class PeerPicker {
  readonly #lists: StatusLists
  readonly #settings: { readonly weights: Weights }
  readonly #random: Random
  #newCredit = NEW_BURST
  /** The best reason to wait that the current pick has found. */
  #wait: WaitReason = 'unsuitable'

  constructor(lists: StatusLists, settings: { readonly weights: Weights }, random: Random) {
    this.#lists = lists
    this.#settings = settings
    this.#random = random
  }

  pick(suitability: (record: PeerRecord) => Suitability): PickResult {
    this.#wait = 'unsuitable'
    for (const status of this.#order()) {
      const peer = this.#search(status, suitability)
      if (peer !== undefined) {
        this.#charge(status)
        return { peer }
      }
    }
    return { peer: undefined, wait: this.#wait }
  }

  /** The statuses in search order: the one that was drawn, then the others. */
  #order(): readonly PeerStatus[] {
    const orders = ORDERS[this.#draw()]
    if (this.#lists.of('new').length === 0) return orders.known
    return this.#newCredit >= 1 ? orders.newFirst : orders.newLast
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
    return this.#lists.of(status).length === 0 ? 0 : this.#settings.weights[status]
  }

  #search(status: PeerStatus, suitability: (record: PeerRecord) => Suitability): PeerRecord | undefined {
    if (this.#lists.of(status).length > GUESSES) {
      for (let guess = 0; guess < GUESSES; guess++) {
        const record = this.#lists.oneOf(status, this.#random)
        if (record !== undefined && suitability(record) === 'suitable') return record
      }
    }
    return this.#lists.search(status, MAX_SEARCHED, this.#random, (record) => {
      const found = suitability(record)
      if (found !== 'suitable' && (found === 'busy' || this.#wait === 'unsuitable')) this.#wait = found
      return found === 'suitable'
    })
  }

  #charge(status: PeerStatus): void {
    this.#newCredit =
      status === 'new'
        ? Math.max(0, this.#newCredit - 1)
        : Math.min(NEW_BURST, this.#newCredit + NEW_PER_KNOWN_PICK)
  }
}

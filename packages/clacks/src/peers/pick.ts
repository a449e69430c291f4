import type { Random } from '../random.js'
import type { Weights } from '../settings/settings.js'
import type { StatusLists } from './lists.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** Whether a message can go to a peer now. */
export type Suitability =
  /** Yes. */
  | 'suits'
  /** Not before one of its answers has come. */
  | 'busy'
  /** Not before it has rested. */
  | 'resting'
  /** Not this message. */
  | 'unfit'

/** A peer, or why there is none: the best reason to wait. */
export type Pick =
  | { readonly peer: PeerRecord }
  | { readonly peer: undefined; readonly wait: Exclude<Suitability, 'suits'> }

/** Guesses before a list is walked: enough while most of it suits. */
const GUESSES = 4
/** Walks no further than this in one list, so that a pick is bounded at any size; what is missed has its turn later. */
const MAX_WALK = 4_096
/** New peers go first, but no more than one in four picks in the long run, after a burst. */
const NEW_BURST = 8
const NEW_PER_KNOWN_PICK = 0.25

type KnownStatus = keyof Weights

/** In which order the statuses are asked, by the one that was drawn. */
const ORDERS: Record<KnownStatus, Record<'known' | 'newFirst' | 'newLast', readonly PeerStatus[]>> = {
  alive: ordersFrom(['alive', 'lost', 'dead']),
  lost: ordersFrom(['lost', 'alive', 'dead']),
  dead: ordersFrom(['dead', 'alive', 'lost']),
}

function ordersFrom(known: readonly KnownStatus[]) {
  return { known, newFirst: ['new', ...known], newLast: [...known, 'new'] } as const
}

/**
 * Picks one peer at random by status (specification, "Peer Statuses"): new ones first, else by weight; a status without
 * a peer that suits passes its chance on. New ones have a quota while others suit: whoever names addresses all the time
 * would otherwise get every message.
 */
export class PeerPicker {
  readonly #lists: StatusLists
  readonly #weights: Weights
  readonly #random: Random
  #newCredit = NEW_BURST
  /** The best reason to wait that the pick under way has met. */
  #wait: Exclude<Suitability, 'suits'> = 'unfit'

  constructor(lists: StatusLists, weights: Weights, random: Random) {
    this.#lists = lists
    this.#weights = weights
    this.#random = random
  }

  pick(suitability: (record: PeerRecord) => Suitability): Pick {
    this.#wait = 'unfit'
    for (const status of this.#order()) {
      const peer = this.#search(status, suitability)
      if (peer !== undefined) {
        this.#charge(status)
        return { peer }
      }
    }
    return { peer: undefined, wait: this.#wait }
  }

  /** The statuses in the order in which they are asked: the one drawn, then the others. */
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
    return this.#lists.of(status).length === 0 ? 0 : this.#weights[status]
  }

  #search(status: PeerStatus, suitability: (record: PeerRecord) => Suitability): PeerRecord | undefined {
    if (this.#lists.of(status).length > GUESSES) {
      for (let guess = 0; guess < GUESSES; guess++) {
        const record = this.#lists.oneOf(status, this.#random)
        if (record !== undefined && suitability(record) === 'suits') return record
      }
    }
    return this.#lists.search(status, MAX_WALK, this.#random, (record) => {
      const found = suitability(record)
      if (found !== 'suits' && (found === 'busy' || this.#wait === 'unfit')) this.#wait = found
      return found === 'suits'
    })
  }

  #charge(status: PeerStatus): void {
    this.#newCredit =
      status === 'new'
        ? Math.max(0, this.#newCredit - 1)
        : Math.min(NEW_BURST, this.#newCredit + NEW_PER_KNOWN_PICK)
  }
}

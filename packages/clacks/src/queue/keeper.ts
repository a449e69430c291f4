import { ClacksError } from '../errors.js'
import type { Peer } from '../peers/peer.js'
import type { PeerRecord } from '../peers/record.js'
import type { PinStore } from '../settings.js'
import type { QueuedMessage } from './queue.js'

/** A message of the queue as it is kept: its text, and the name of its stay at this node, by which it is struck out again. */
export type KeptMessage = Pick<QueuedMessage, 'transfer' | 'json' | 'bytes'>

/** A peer as it is kept: what is seen of it, and how far it is to be trusted. */
export type KeptPeer = Omit<Peer, 'identifier'> &
  Pick<PeerRecord, 'handedOver' | 'source' | 'origin' | 'proven'>

/** What was there when the node last ended. */
export interface Kept {
  /** Oldest first. */
  readonly messages: readonly KeptMessage[]
  readonly peers: readonly KeptPeer[]
}

/** Keeps the queue and the peers of a node where they survive its process. A plugin brings one: `ctx.keep(keeper)`. */
export interface Keeper {
  /**
   * What was kept. Asked once, before the node listens; on a running node, when its plugin comes into use.
   * @param peers gives the peers of the node, now and later: when they are kept is the keeper's to decide
   */
  restore(peers: () => readonly KeptPeer[]): Kept | Promise<Kept>
  /**
   * Keeps messages that have arrived: all, or none. They enter the queue, and their sender is answered, when the promise is
   * fulfilled; where it is rejected the answer is 503.
   */
  write(messages: readonly KeptMessage[]): Promise<void>
  /**
   * Keeps messages that are in the queue in any case: as soon as it can be done, and when it fails, again later.
   * @throws where it is known that nothing can be kept now: what the application enqueues is refused with this error
   */
  writeSoon(messages: readonly KeptMessage[]): void
  /** A message has left the queue for good: a peer took it, or it was discarded. Must not throw. */
  strike(transfer: string): void
  /** The pins of trust `tofu`, for a node that is told no other place for them (`tls.pins`). */
  readonly pins: PinStore
}

/** Which keeper a node has, if any. */
export class Keeping {
  /** Undefined: what is in memory is all there is. */
  keeper: Keeper | undefined
  /** The pins of a node that is told no place for them: its keeper has them, where there is one. */
  readonly pins: PinStore = {
    load: () => this.keeper?.pins.load() ?? {},
    save: (pins) => this.keeper?.pins.save(pins),
  }
  #holders = 0
  #restored = false

  /**
   * Takes a keeper on, until the function that is returned is called. One and the same may be taken again while it is there, so
   * that a plugin can be replaced.
   * @throws ClacksError ERR_CLACKS_STATE where there is another
   */
  take(keeper: Keeper): () => void {
    if (this.keeper !== undefined && this.keeper !== keeper) {
      const text =
        'Another keeper has the queue of this node; a node has one at a time, and changes it when it is restarted.'
      throw new ClacksError('ERR_CLACKS_STATE', text)
    }
    if (this.keeper === undefined) this.#restored = false
    this.keeper = keeper
    this.#holders++
    return () => {
      if (--this.#holders === 0) this.keeper = undefined
    }
  }

  /** What the keeper has kept. Undefined where there is none, or what it kept is here already. */
  async restore(peers: () => readonly KeptPeer[]): Promise<Kept | undefined> {
    if (this.keeper === undefined || this.#restored) return undefined
    this.#restored = true
    return this.keeper.restore(peers)
  }
}

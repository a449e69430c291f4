import { ClacksError } from '../errors.js'
import type { StoredPeer } from '../peers/record.js'
import type { PinStore } from '../settings/settings.js'
import type { QueuedMessage } from './queue.js'

/** A message of the queue as it is kept: its text, and the name of its stay at this node, by which it is struck out again. */
export type QueuedText = Pick<QueuedMessage, 'transfer' | 'json' | 'bytes'>

/** What was there when the node last ended. */
export interface StoredState {
  /** Oldest first. */
  readonly messages: readonly QueuedText[]
  readonly peers: readonly StoredPeer[]
}

/** Keeps the queue and the peers of a node where they survive its process. A plugin brings one: `ctx.store(store)`. */
export interface QueueStore {
  /**
   * What was kept. Asked once, before the node listens; on a running node, when its plugin comes into use.
   * @param peers gives the peers of the node, now and later: when they are kept is the store's to decide
   */
  restore(peers: () => readonly StoredPeer[]): StoredState | Promise<StoredState>
  /**
   * Keeps messages that have arrived: all, or none. They enter the queue, and their sender is answered, when the promise is
   * fulfilled; where it is rejected the answer is 503.
   */
  write(messages: readonly QueuedText[]): Promise<void>
  /**
   * Keeps messages that are in the queue in any case: as soon as it can be done, and when it fails, again later.
   * @throws where it is known that nothing can be kept now: what the application enqueues is refused with this error
   */
  writeSoon(messages: readonly QueuedText[]): void
  /** A message has left the queue for good: a peer took it, or it was discarded. Must not throw. */
  remove(transfer: string): void
  /** The pins of trust `tofu`, for a node that is told no other place for them (`tls.pins`). */
  readonly pins: PinStore
}

/** Which queue store a node has, if any. */
export class QueueStoreSlot {
  /** Undefined: what is in memory is all there is. */
  store: QueueStore | undefined
  /** The pins of a node that is told no place for them: its store has them, where there is one. */
  readonly pins: PinStore = {
    load: () => this.store?.pins.load() ?? {},
    save: (pins) => this.store?.pins.save(pins),
  }
  #holders = 0
  #restored = false

  /**
   * Takes a queue store on, until the function that is returned is called. One and the same may be taken again while it is there, so
   * that a plugin can be replaced.
   * @throws ClacksError ERR_CLACKS_STATE where there is another
   */
  take(store: QueueStore): () => void {
    if (this.store !== undefined && this.store !== store) {
      const text =
        'Another queue store has the queue of this node; a node has one at a time, and changes it when it is restarted.'
      throw new ClacksError('ERR_CLACKS_STATE', text)
    }
    if (this.store === undefined) this.#restored = false
    this.store = store
    this.#holders++
    return () => {
      if (--this.#holders === 0) this.store = undefined
    }
  }

  /** What the queue store has kept. Undefined where there is none, or what it kept is here already. */
  async restore(peers: () => readonly StoredPeer[]): Promise<StoredState | undefined> {
    if (this.store === undefined || this.#restored) return undefined
    this.#restored = true
    return this.store.restore(peers)
  }
}

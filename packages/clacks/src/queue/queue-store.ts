import { ClacksError } from '../errors.js'
import type { StoredPeer } from '../peers/record.js'
import type { PinStore } from '../settings/tls-options.js'
import type { QueuedMessage } from './queue.js'

/**
 * A queued message as it is stored: its text, and the name of its transfer, by which it is removed.
 */
export type QueuedText = Pick<QueuedMessage, 'transfer' | 'json' | 'bytes'>

/** The state of the node when it last ended. */
export interface StoredState {
  /** Oldest first. */
  readonly messages: readonly QueuedText[]
  readonly peers: readonly StoredPeer[]
}

/**
 * Stores queue and peers of a node durably. Provided by a plugin with `ctx.useQueueStore(store)`.
 */
export interface QueueStore {
  /**
   * Returns the stored state. Called once, before the node listens, or when the plugin is added to
   * a running node.
   * @param peers returns the current peers of the node; the store decides when to store them
   */
  restore(peers: () => readonly StoredPeer[]): StoredState | Promise<StoredState>
  /**
   * Stores received messages: all, or none. When the promise is fulfilled, they are queued and the
   * sender gets its answer; when it is rejected, the answer is 503.
   */
  write(messages: readonly QueuedText[]): Promise<void>
  /**
   * Stores messages that are queued in any case: as soon as possible, and again later if it fails.
   * @throws if nothing can be stored at present: `enqueue` then throws this error
   */
  writeSoon(messages: readonly QueuedText[]): void
  /**
   * Removes a message that has left the queue: a peer accepted it, or it was discarded. Must not
   * throw.
   */
  remove(transfer: string): void
  /** The pins of trust `tofu`, unless `tls.pins` is set. */
  readonly pins: PinStore
}

/** The queue store of a node, if it has one. */
export class QueueStoreSlot {
  /** Undefined: messages and peers are in memory only. */
  store: QueueStore | undefined
  /** The pins in the store, for a node without `tls.pins`. */
  readonly pins: PinStore = {
    load: () => this.store?.pins.load() ?? {},
    save: (pins) => this.store?.pins.save(pins),
  }
  #holders = 0
  #restored = false

  /**
   * Uses a queue store until the returned function is called. The same store may be taken again
   * meanwhile, so that its plugin can be replaced.
   * @throws ClacksError ERR_CLACKS_STATE if there is another store
   */
  take(store: QueueStore): () => void {
    if (this.store !== undefined && this.store !== store) {
      const text =
        'The node already has another queue store. It can have one at a time; restart the node to change it.'
      throw new ClacksError('ERR_CLACKS_STATE', text)
    }
    if (this.store === undefined) this.#restored = false
    this.store = store
    this.#holders++
    return () => {
      if (--this.#holders === 0) this.store = undefined
    }
  }

  /** The stored state. Undefined if there is no store, or its state was restored already. */
  async restore(peers: () => readonly StoredPeer[]): Promise<StoredState | undefined> {
    if (this.store === undefined || this.#restored) return undefined
    this.#restored = true
    return this.store.restore(peers)
  }
}

import type { Peer } from '../peers/peer.js'
import type { StoredPeer } from '../peers/snapshots.js'
import type { PinStore } from '../settings/tls-options.js'
import type { QueuedMessage } from './queued-message.js'

/**
 * A queued message as it is stored: its text, the name of its transfer, by which it is removed, and
 * the peer that it came from.
 */
export type QueuedText = Pick<QueuedMessage, 'transfer' | 'json' | 'bytes' | 'sender'>

/** The state of the node when it last ended. */
export interface StoredState {
  /** Oldest first. */
  readonly messages: readonly QueuedText[]
  readonly peers: readonly StoredPeer[]
  /** Messages that `leave` was called for, and not `remove`. */
  readonly left: readonly QueuedText[]
}

/**
 * Stores queue and peers of a node durably. Provided by a plugin with `ctx.useQueueStore(store)`.
 */
export interface QueueStore {
  /** Where it is, in texts for people: `the journal /var/lib/clacks/journal`. */
  readonly place: string
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
   * A message has left the queue, but a plugin that records messages may not have it yet: it is not
   * queued again, and its text is stored until it is removed. Must not throw.
   */
  leave(transfer: string): void
  /**
   * Removes a message: a peer accepted it, or it was discarded, and all plugins that record
   * messages have it. Must not throw.
   */
  remove(transfer: string): void
  /** The pins of trust `tofu`, unless `tls.pins` or a state folder is set. */
  readonly pins: PinStore
  /**
   * The folder in which a node without `stateFolder` keeps its key, absolute: with its queue and
   * its key, it is the same node after a restart. The store makes sure that no other node uses the
   * folder. A store without a folder leaves it out.
   */
  readonly folder?: string
}

/** A plugin that records the messages of its node, see `ctx.recordMessages(recorder)`. */
export interface MessageRecorder {
  /**
   * Resolves when every message that `queued` has reported so far is recorded or given up. If it
   * rejects, the messages stay in the queue store for the next start. Calls do not overlap. The
   * recorder must limit how many messages wait for it.
   */
  recorded(): Promise<void>
  /**
   * Records messages that had left the queue when the node last ended, and may not be recorded.
   * They are not queued again.
   */
  recover(messages: readonly RecoveredMessage[]): void
}

/** A message that had left the queue when the node last ended. */
export interface RecoveredMessage {
  readonly message: unknown
  /** Its JSON text, with all digits of its numbers. */
  readonly json: string
  /** The peer that it came from; undefined for an enqueued one. */
  readonly sender: Peer | undefined
}

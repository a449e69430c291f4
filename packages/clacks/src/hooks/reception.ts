import type { Address } from '../address.js'
import type { Peer } from '../peers/peer.js'

/** What a tap of `received` holds: a message that has arrived and is not queued yet. */
export interface Reception<Message = unknown> {
  /**
   * The message. Assign to change it, or change it in place; null, undefined, false or '' discards
   * it (specification, "Event listeners").
   */
  message: Message
  /** Who says it sent this: the last hop, not the author. */
  readonly sender: Peer
  /** The sender showed the key that is pinned for its address. */
  readonly verified: boolean
  /** The friend that came along, if any. */
  readonly friend: Address | undefined
  /** The network address that the connection came from. */
  readonly remoteAddress: string
  /** The sender speaks the original protocol only. */
  readonly legacy: boolean
}

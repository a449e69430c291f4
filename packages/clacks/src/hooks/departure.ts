import type { Address } from '../address.js'
import type { Peer } from '../peers/peer.js'

/** What a tap of `beforeSend` holds: a message and the peer that was chosen for it. */
export interface Departure<Message = unknown> {
  /** The message. Assign to change what is sent, or change it in place. */
  message: Message
  /**
   * The peer that gets it. Assign a peer of the table (as `getPeers()` shows it) to send it there
   * instead.
   */
  peer: Peer
  /** The friend that goes along, if any. */
  readonly friend: Address | undefined
}

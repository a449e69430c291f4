import type { Address } from '../address.js'
import type { Peer } from '../peers/peer.js'

/** What a tap of `beforeSend` receives: a message and the peer chosen for it. */
export interface Departure<Message = unknown> {
  /** The message. Assign to change what is sent, or change it in place. */
  message: Message
  /** The JSON text of the message as it was queued. */
  readonly json: string
  /**
   * The peer to send it to. Assign another peer of the table (as returned by `getPeers()`) to
   * send it there instead.
   */
  peer: Peer
  /** The friend sent with the message, if any. */
  readonly friend: Address | undefined
}

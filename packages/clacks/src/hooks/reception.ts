import type { Address } from '../address.js'
import type { Peer } from '../peers/peer.js'

/** What a tap of `received` receives: a message that has arrived but is not queued yet. */
export interface Reception<Message = unknown> {
  /**
   * The message. Assign to replace it, or change it in place. Null, undefined, false or ''
   * discards it (specification, "Event listeners").
   */
  message: Message
  /**
   * The JSON text of `message` as it is passed on. Without a change by a tap it is the text that
   * arrived, with all digits of its numbers, and with keys that occur twice. Computed at each
   * access. Throws ERR_CLACKS_MESSAGE_NOT_JSON if a tap made the message something else.
   */
  readonly json: string
  /** The peer that claims to have sent it: the last hop, not the author. */
  readonly sender: Peer
  /** Whether the sender presented the key that is pinned for its address. */
  readonly verified: boolean
  /** The friend received with the message, if any. */
  readonly friend: Address | undefined
  /** The network address that the connection came from. */
  readonly remoteAddress: string
  /** Whether the sender supports only the original protocol. */
  readonly legacy: boolean
}

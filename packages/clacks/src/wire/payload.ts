import type { Address } from '../address.js'

/** The envelope on the wire (specification, "Message Payload"), checked. */
export interface Payload {
  /** The message; ignored in an announce. */
  readonly message: unknown
  /**
   * The text of the message as it arrived. It is passed on untouched where no tap changed the message, so that numbers
   * beyond 2^53 keep their digits and nothing is reordered.
   */
  readonly json: string
  readonly type: 'message' | 'announce'
  /** The last hop, as it names itself. */
  readonly sender: Address
  /** A peer of the sender; undefined where there is none or it is no valid address. */
  readonly friend: Address | undefined
}

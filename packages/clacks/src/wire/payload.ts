import type { Address } from '../address.js'

/** A validated payload (specification, "Message Payload"). */
export interface Payload {
  /** The message; ignored in an announce. */
  readonly message: unknown
  /**
   * The JSON text of the message as it arrived, on one line. It is passed on unchanged unless a tap
   * changed the message, so that numbers beyond 2^53 keep their digits and keys their order.
   */
  readonly json: string
  readonly type: 'message' | 'announce'
  /** The last hop, as it identifies itself. */
  readonly sender: Address
  /** A peer of the sender; undefined if there is none or its address is not valid. */
  readonly friend: Address | undefined
  /** Friends that the sender offers in exchange for others; undefined if it wants no exchange. */
  readonly friends?: readonly Address[] | undefined
  /** Seconds that the queue of the sender takes; undefined if it does not say. */
  readonly waiting?: number | undefined
}

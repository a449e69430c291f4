import type { Peer } from '../peers/peer.js'

/** A message that a peer accepted. */
export interface Delivery<Message = unknown> {
  readonly message: Message
  /** The JSON text of the message as it was sent, with all digits of its numbers. */
  readonly json: string
  readonly peer: Peer
}

/** A message that a peer did not accept. It is back in the queue. */
export interface FailedDelivery<Message = unknown> extends Delivery<Message> {
  /** The HTTP status of the response; undefined if there was no response. */
  readonly status: number | undefined
  /** The reason, as text. */
  readonly reason: string
}

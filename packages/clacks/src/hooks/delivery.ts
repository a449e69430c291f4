import type { Peer } from '../peers/peer.js'

/** A message that a peer accepted. */
export interface Delivery<Message = unknown> {
  readonly message: Message
  readonly peer: Peer
}

/** A message that a peer did not accept. It is back in the queue. */
export interface FailedDelivery<Message = unknown> extends Delivery<Message> {
  /** The status of the answer; undefined if there was none. */
  readonly status: number | undefined
  /** Why, in words. */
  readonly reason: string
}

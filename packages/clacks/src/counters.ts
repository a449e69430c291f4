/** Message counts of a node since its start. */
export class Counters {
  /** Received from a peer and queued. */
  received = 0
  /** Queued by the application. */
  enqueued = 0
  /** Accepted by a peer. */
  sent = 0
  /** Not accepted by a peer: back in the queue. */
  failed = 0
  /** Discarded: they left the network here. */
  discarded = 0
  /** Refused: their senders keep them. */
  refused = 0
}

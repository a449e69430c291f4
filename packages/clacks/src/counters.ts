/** What a node has done so far, in messages. */
export class Counters {
  /** Queued after a peer sent it. */
  received = 0
  /** Queued by the application. */
  enqueued = 0
  /** Taken by a peer. */
  sent = 0
  /** Not taken by a peer: they are back in the queue. */
  failed = 0
  /** Left the network here. */
  discarded = 0
  /** Refused: their sender keeps them. */
  refused = 0
}

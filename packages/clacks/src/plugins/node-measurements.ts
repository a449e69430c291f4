import type { DiscardReason, FailureReason, RefusalReason } from '../counters.js'
import type { HistogramSnapshot } from '../histogram.js'
import type { PeerStatus } from '../peers/peer.js'
import type { TransportStatistics } from '../transport/transport.js'

/** Requests in one direction, or of one kind, since the start. */
export interface AnsweredRequests {
  /** How long those took that got an answer, whatever it says, in seconds. */
  readonly answered: HistogramSnapshot
  /** Those that got none. */
  readonly unanswered: number
}

/**
 * What a node counts beside its {@link NodeStatistics}, since its start unless it says otherwise.
 */
export interface NodeMeasurements {
  /** The messages that peers did not accept, by reason. */
  readonly failed: Readonly<Record<FailureReason, number>>
  /** The messages that were discarded, by reason. */
  readonly discarded: Readonly<Record<DiscardReason, number>>
  /** The messages and requests that were refused, by reason. */
  readonly refused: Readonly<Record<RefusalReason, number>>
  /**
   * Seconds that the oldest message has been in the queue or in flight now; undefined if there is
   * none. A message that was restored is as old as this process.
   */
  readonly oldestSeconds: number | undefined
  /** Requests with messages that were sent. */
  readonly requests: AnsweredRequests
  /** Requests of any kind that were received. */
  readonly requestsReceived: number
  /** Announces that were sent, and how many of them got no answer. */
  readonly announces: { readonly sent: number; readonly unanswered: number; readonly received: number }
  /** Peers that entered the table. */
  readonly discovered: number
  /** Peers that are known now. */
  readonly peers: Readonly<Record<PeerStatus, number>>
  /** Undefined for a transport without connections. */
  readonly transport: TransportStatistics | undefined
}

import type { PeerStatus } from './peer.js'

/** What can happen to a peer. */
export type PeerEvent =
  /** An exchange succeeded, in either direction. */
  | 'exchanged'
  /** It could not be reached, or its answer was a failure. */
  | 'failed'
  /** The operator ignores it. */
  | 'ignored'

/**
 * The state machine of a peer (specification, "Peer Statuses"). Pure.
 * @param since milliseconds since the last change
 * @param killtimeout milliseconds after which a lost peer is dead
 */
export function nextStatus(
  status: PeerStatus,
  event: PeerEvent,
  since: number,
  killtimeout: number,
): PeerStatus {
  if (status === 'ignored' || event === 'ignored') return 'ignored'
  if (event === 'exchanged') return 'alive'
  if (status === 'new' || status === 'alive') return 'lost'
  return status === 'lost' && since > killtimeout ? 'dead' : status
}

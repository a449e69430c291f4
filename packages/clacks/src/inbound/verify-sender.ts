import type { Address } from '../address.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest, Transport } from '../transport/transport.js'

/** Who says it sent a payload, as far as it could be checked. */
export interface Sender {
  /** Its entry in the table; undefined for one that is not there yet. */
  readonly record: PeerRecord | undefined
  /** It showed the key that is pinned for its address. */
  readonly verified: boolean
}

/** Why a sender is not believed. */
export interface Untrusted {
  readonly unbelieved: string
}

/** What the check needs of its node. */
export interface SenderCheck {
  readonly peers: PeerTable
  readonly transport: Pick<Transport, 'pinnedKey'>
  readonly settings: Pick<Settings, 'requireVerified'>
}

/**
 * The claimed address against the ignore list and against the key of the connection.
 * A claim never makes a pin: only a connection that we made ourselves does.
 */
export function verifySender(
  claim: Address,
  request: InboundRequest,
  check: SenderCheck,
): Sender | Untrusted {
  if (check.peers.isSelf(claim)) return { unbelieved: 'the sender claims to be this node' }
  const record = check.peers.find(claim)
  if (record?.status === 'ignored') return { unbelieved: 'the sender is ignored' }
  const pinned = check.transport.pinnedKey(claim)
  if (pinned !== undefined && request.key !== undefined && pinned !== request.key) {
    return { unbelieved: 'the sender shows another key than the one pinned for its address' }
  }
  const verified = pinned !== undefined && pinned === request.key
  if (check.settings.requireVerified && !verified) return { unbelieved: 'the sender is not verified' }
  return { record, verified }
}

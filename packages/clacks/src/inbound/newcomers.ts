import type { Address } from '../address.js'
import { rangeOfHost } from '../peers/range.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { InboundRequest } from '../transport/transport.js'

/** What a newcomer needs from the node that refuses it. */
export interface NewcomerParts {
  readonly peers: Pick<PeerTable, 'find' | 'addCaller'>
  /** Called for each request. @param lost peers that it claims to be: they may be back */
  readonly called: (sender: PeerRecord | undefined, lost: readonly PeerRecord[]) => void
}

/**
 * A node that shows a key is refused because of `requireVerified`, since no key is pinned for the
 * address that it claims. That address becomes a candidate, within the quota of its range: when the
 * probe reaches it, the key found there is pinned, and its node is accepted from then on.
 */
export function noteNewcomer(
  claimed: Address,
  { remoteAddress }: Pick<InboundRequest, 'remoteAddress'>,
  { peers, called }: NewcomerParts,
): void {
  if (claimed.port === 0) return
  const record = peers.find(claimed) ?? peers.addCaller(claimed, rangeOfHost(remoteAddress, claimed))
  called(record, record === undefined ? [] : [record])
}

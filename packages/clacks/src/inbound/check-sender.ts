import { type Address, formatAddress } from '../address.js'
import type { NetworkRange } from '../network-range.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest, Transport } from '../transport/transport.js'

/** The sender that a payload names, as far as it could be checked. */
export interface CheckedSender {
  /** Its record in the peer table; undefined for a new peer. */
  readonly record: PeerRecord | undefined
  /** It showed the key that is pinned for its address. */
  readonly verified: boolean
  readonly standing: Standing
}

/**
 * What a request counts for besides its message:
 *
 * - `sender`: whatever its sender may do. It showed the pinned key, or no key is pinned yet.
 * - `unproven`: it shows no key, as a legacy peer does, although one is pinned for the address that
 *   it names. It may name friends, and its claim is checked by a probe.
 * - `none`: likewise, but the peer of that address always shows its key.
 */
export type Standing = 'sender' | 'unproven' | 'none'

/** Why a payload is not accepted from the sender that it names. */
export interface UntrustedSender {
  readonly untrusted: string
  /** It shows another key than the one pinned for its address. */
  readonly keyChanged?: true
  /** It shows a key, and none is pinned for its address: it may be verified once it was probed. */
  readonly isNewcomer?: boolean
}

/** What the check needs from its node. */
export interface CheckSenderParts {
  readonly peers: PeerTable
  readonly transport: Pick<Transport, 'pinnedKey'>
  readonly settings: Pick<Settings, 'requireVerified'>
}

/**
 * Checks the claimed address against the ignore list and against the key of the connection.
 * A claim never pins a key: only a connection that this node opened does.
 */
export function checkSender(
  claimed: Address,
  request: InboundRequest,
  { peers, transport, settings }: CheckSenderParts,
): CheckedSender | UntrustedSender {
  if (peers.isSelf(claimed)) return { untrusted: 'the sender claims to be this node' }
  const record = peers.find(claimed)
  if (record?.status === 'ignored') return { untrusted: 'the sender is ignored' }
  const { key } = request
  const pinned = transport.pinnedKey(claimed)
  if (pinned !== undefined && key !== undefined && pinned !== key)
    return { untrusted: keyChangedReason(claimed), keyChanged: true }
  const verified = pinned !== undefined && pinned === key
  if (settings.requireVerified && !verified)
    return { untrusted: 'the sender is not verified', isNewcomer: pinned === undefined && key !== undefined }
  const isProven = verified || pinned === undefined
  return { record, verified, standing: isProven ? 'sender' : standingWithoutKey(record, request) }
}

/**
 * Whether a request comes from the peer that it names, as far as anybody can tell: it showed the
 * key, or shows none, as a legacy peer, and comes from the network range of that peer.
 * @param source the network range that the request counts for
 */
export function isFromSender(
  standing: Standing,
  { range }: Pick<PeerRecord, 'range'>,
  source: NetworkRange,
): boolean {
  return standing === 'sender' || (standing === 'unproven' && range === source.name)
}

/** Only peers of the original protocol show no key: those with capabilities do. */
function standingWithoutKey(record: PeerRecord | undefined, { caps }: InboundRequest): Standing {
  return record?.caps === undefined && caps === undefined ? 'unproven' : 'none'
}

function keyChangedReason(claimed: Address): string {
  const name = formatAddress(claimed)
  return `the key of the sender is not the one pinned for ${name}; if it was renewed on purpose, the operator of this node can run \`clacks trust ${name} --forget\``
}

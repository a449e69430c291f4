import type { Address } from '../address.js'
import { rangeOfHost } from '../peers/range.js'
import type { InboundRequest } from '../transport/transport.js'
import { NOBODY } from './friends.js'
import { introduce, type RegisterParts } from './register-sender.js'

/**
 * A node that shows a key is refused because of `requireVerified`, since no key is pinned for the
 * address that it claims. That address becomes a candidate, within the quota of its range: when the
 * probe reaches it, the key found there is pinned, and its node is accepted from then on.
 */
export function noteNewcomer(
  claimed: Address,
  { remoteAddress }: Pick<InboundRequest, 'remoteAddress'>,
  parts: RegisterParts,
): void {
  if (claimed.port === 0) return
  const range = rangeOfHost(remoteAddress, claimed)
  const known = parts.peers.find(claimed)
  parts.called(known ?? parts.peers.addCaller(claimed, range))
  if (known !== undefined) introduce([claimed], range, NOBODY, parts)
}

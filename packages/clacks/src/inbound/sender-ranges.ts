import type { Address } from '../address.js'
import { describeIp, type NetworkRange, NetworkRanges } from '../network-range.js'
import { isOwnNetwork, rangeOfHost } from '../peers/range.js'
import type { Settings } from '../settings/settings.js'
import { isPublicName } from '../transport/ranges.js'
import type { InboundRequest } from '../transport/transport.js'
import type { CheckedSender } from './check-sender.js'

/** The range of all that comes through a proxy on the machine of a public node. */
const LOOPBACK = 'loopback'

/**
 * Knows the network range that a request counts for: that of the address that it came from.
 *
 * At a public node, a connection from its own machine or from a private network came through
 * something in front of it: a proxy, a tunnel, an onion service, a container. Its address says
 * nothing, and what a sender claims must not take its place. All of them are one range, except
 * peers that show their pinned key: they count for the range at which this node has reached them.
 * On loopback and in a private network, where nodes share addresses, `rangeOfHost` tells them
 * apart.
 */
export class SenderRanges {
  readonly #ranges: NetworkRanges
  readonly #isPublic: boolean

  constructor({ hostname, trustedRanges }: Pick<Settings, 'hostname' | 'trustedRanges'>) {
    this.#ranges = new NetworkRanges(trustedRanges)
    this.#isPublic = isPublicName(hostname)
  }

  of(
    { remoteAddress }: Pick<InboundRequest, 'remoteAddress'>,
    claimed: Address,
    { record, verified }: Pick<CheckedSender, 'record' | 'verified'>,
  ): NetworkRange {
    // Most requests: a peer that was reached at the address that they come from.
    if (this.#ranges.namesNone && record?.host === remoteAddress) return { name: record.range, weight: 1 }
    const { name, weight } = this.#ranges.of(remoteAddress)
    if (!this.#isPublic || !isOwnNetwork(remoteAddress))
      return { name: rangeOfHost(remoteAddress, claimed, name), weight }
    if (verified && record?.reachable) return { name: record.range, weight }
    return { name: describeIp(remoteAddress).kind === LOOPBACK ? LOOPBACK : remoteAddress, weight }
  }
}

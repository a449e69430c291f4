import type { Address } from '../address.js'
import { describeIp } from '../network-range.js'

/** Address ranges, as ipaddr.js names them, that only the operator's own machines are in. */
const OWN_NETWORKS: ReadonlySet<string> = new Set(['private', 'uniqueLocal'])

/**
 * The network range that a peer counts towards. An address of a private network, which nobody else
 * has addresses in, is a range of its own; on loopback, where all nodes share one address, each
 * port is.
 * @param host the network address of the peer; its host name before it was reached
 */
export function rangeOfHost(host: string, { hostname, port }: Address): string {
  const { kind, range } = describeIp(host)
  if (kind === 'loopback') return `${hostname} ${port}`
  return kind !== undefined && OWN_NETWORKS.has(kind) ? host : range
}

/** A peer, as far as its range is known. */
interface Located extends Address {
  /** The network address that was dialled, and its range. */
  readonly host: string
  readonly range: string
}

/**
 * The network range that a request counts towards.
 * @param sender the peer that it claims to be
 */
export function rangeOfSender(remoteAddress: string, sender: Address | Located): string {
  const isKnown = 'range' in sender && sender.host === remoteAddress
  return isKnown ? sender.range : rangeOfHost(remoteAddress, sender)
}

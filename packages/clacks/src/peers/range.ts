import type { Address } from '../address.js'
import { describeIp } from '../network-range.js'

/** Address ranges, as ipaddr.js names them, that only the operator's own machines are in. */
const OWN_NETWORKS: ReadonlySet<string> = new Set(['private', 'uniqueLocal'])

/**
 * The network range that a peer counts towards. An address of a private network, which nobody else
 * has addresses in, is a range of its own; on loopback, where all nodes share one address, each
 * port is.
 * @param host the network address of the peer; its host name before it was reached
 * @param range that the address is in, if it is known
 */
export function rangeOfHost(
  host: string,
  { hostname, port }: Address,
  range: string = describeIp(host).range,
): string {
  const { kind } = describeIp(host)
  if (kind === 'loopback') return `${hostname} ${port}`
  return kind !== undefined && OWN_NETWORKS.has(kind) ? host : range
}

/**
 * The network range that a stored message counts for: that of its sender, as far as it is known.
 * @param record of the sender; undefined if it is not in the table
 */
export function rangeOfSender(sender: Address, record: { readonly range: string } | undefined): string {
  return record?.range ?? rangeOfHost(sender.hostname, sender)
}

/** Whether an address is one of the operator's machines, or of this one: a proxy may be there. */
export function isOwnNetwork(ip: string): boolean {
  const { kind } = describeIp(ip)
  return kind === 'loopback' || (kind !== undefined && OWN_NETWORKS.has(kind))
}

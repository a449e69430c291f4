import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import type { Address } from '../address.js'

/** Bits of an address that its owner cannot choose: what one network usually gets (as Bitcoin and Ethereum count). */
const IPV4_PREFIX_BITS = 24
const IPV6_PREFIX_BITS = 48

/** Ranges of network addresses, since each request asks for one. */
const known = new LRUCache<string, string>({ max: 1_024 })

/**
 * The range that an address belongs to, for counting: the network of an IP address, the last two labels of a name.
 * Whoever owns one range can make up any number of addresses in it.
 */
export function rangeOf(hostname: string): string {
  let range = known.get(hostname)
  if (range === undefined) {
    range = ipaddr.isValid(hostname) ? networkOf(hostname) : hostname.split('.').slice(-2).join('.')
    known.set(hostname, range)
  }
  return range
}

const LOOPBACK = new Set([rangeOf('127.0.0.1'), rangeOf('::1')])

/**
 * Where a request comes from, for picking: the range of its network address. On this machine nobody needs to be told apart by
 * networks: there each peer stands for itself.
 * @param range of the network address, see {@link rangeOf}
 */
export function originOf(range: string, sender: Address): string {
  return LOOPBACK.has(range) ? `${sender.hostname} ${sender.port}` : range
}

function networkOf(ip: string): string {
  const address = ipaddr.process(ip)
  const bits = address.kind() === 'ipv4' ? IPV4_PREFIX_BITS : IPV6_PREFIX_BITS
  return `${address
    .toByteArray()
    .slice(0, bits / 8)
    .join('.')}/${bits}`
}

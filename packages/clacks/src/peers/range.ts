import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import type { Address } from '../transport/transport.js'

/** Bits of an address that its owner cannot choose: what one network usually gets (as Bitcoin and Ethereum count). */
const IPV4_PREFIX_BITS = 24
const IPV6_PREFIX_BITS = 48

/**
 * The range that an address belongs to, for counting: the network of an IP address, the last two labels of a name.
 * Whoever owns one range can make up any number of addresses in it.
 */
export function rangeOf(hostname: string): string {
  if (!ipaddr.isValid(hostname)) return hostname.split('.').slice(-2).join('.')
  const address = ipaddr.process(hostname)
  const bits = address.kind() === 'ipv4' ? IPV4_PREFIX_BITS : IPV6_PREFIX_BITS
  return `${address
    .toByteArray()
    .slice(0, bits / 8)
    .join('.')}/${bits}`
}

/** Network addresses whose ranges are known, since each request asks. */
const known = new LRUCache<string, string>({ max: 1_024 })

/**
 * Where a request comes from, for counting: the range of its network address. On this machine nobody needs to be told apart by
 * networks: there each peer stands for itself.
 */
export function originOf(remoteAddress: string, sender: Address): string {
  let range = known.get(remoteAddress)
  if (range === undefined) {
    range = isLoopback(remoteAddress) ? '' : rangeOf(remoteAddress)
    known.set(remoteAddress, range)
  }
  return range === '' ? `${sender.hostname} ${sender.port}` : range
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import type { Address } from '../address.js'

/**
 * Bits of an address that its owner cannot choose: the usual size of one network (as in Bitcoin and
 * Ethereum).
 */
const IPV4_PREFIX_BITS = 24
const IPV6_PREFIX_BITS = 48

/** A cache: each request needs a range. */
const known = new LRUCache<string, string>({ max: 1_024 })

/**
 * The range that an address counts towards: the network of an IP address, the last two labels of a
 * name. The owner of a range can make up any number of addresses in it.
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
 * The origin of a request, for picking: the range of its network address. On loopback, where all
 * share one range, each peer is its own origin.
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

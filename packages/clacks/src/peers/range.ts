import ipaddr from 'ipaddr.js'

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

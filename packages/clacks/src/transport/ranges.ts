import ipaddr from 'ipaddr.js'
import { parseIp } from '../network-range.js'

type Scope = 'loopback' | 'private' | 'public' | 'never'

/**
 * ipaddr.js names of the ranges that may be dialled (IANA special-purpose registries, RFC 6890).
 */
const SCOPES: Partial<Record<string, Scope>> = {
  unicast: 'public',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
}
/**
 * Where clouds serve the credentials and settings of a machine, outside of link-local: AWS, Google
 * Cloud, Scaleway (IPv6), Alibaba Cloud and Azure.
 */
const METADATA = [
  'fd00:ec2::/32',
  'fd20:ce::/32',
  'fd00:42::/32',
  '100.100.100.200/32',
  '168.63.129.16/32',
].map((range) => ipaddr.parseCIDR(range))
/** Names that public DNS does not resolve (RFC 6761, RFC 6762, RFC 8375, and convention). */
const PRIVATE_NAME = /(?:^[^.]+|\.(?:local|internal|lan|home\.arpa))$/
/**
 * Global unicast, the only IPv6 range that is assigned (RFC 4291, 2.4); excludes obsolete forms
 * such as `::127.0.0.1`.
 */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/**
 * Which addresses learned from other nodes may be dialled. Never multicast, broadcast, link-local,
 * the metadata addresses of clouds, reserved and unspecified addresses; loopback only
 * by a node on loopback itself; private addresses not by a public node.
 *
 * @param ownHostname the name of this node: a DNS name counts as public, `localhost` as loopback,
 *   single labels and names such as `x.local` as private
 * @returns whether an IP address, after name resolution, may be dialled
 */
export function dialPolicy(ownHostname: string): (ip: string) => boolean {
  const own = scopeOfName(ownHostname)
  return (ip) => {
    switch (scopeOf(ip)) {
      case 'public':
        return true
      case 'private':
        return own !== 'public'
      case 'loopback':
        return own === 'loopback'
      default:
        return false
    }
  }
}

/** Whether the name of a node says that it is on the Internet, see {@link dialPolicy}. */
export function isPublicName(hostname: string): boolean {
  return scopeOfName(hostname) === 'public'
}

function scopeOfName(hostname: string): Scope {
  if (ipaddr.isValid(hostname)) return scopeOf(hostname)
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback'
  return PRIVATE_NAME.test(hostname) ? 'private' : 'public'
}

function scopeOf(ip: string): Scope {
  const address = parseIp(ip)
  if (address === undefined) return 'never'
  if (METADATA.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits)))
    return 'never'
  const scope = SCOPES[address.range()] ?? 'never'
  return scope === 'public' && address instanceof ipaddr.IPv6 && !address.match(GLOBAL_IPV6) ? 'never' : scope
}

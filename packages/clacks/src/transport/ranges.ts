import ipaddr from 'ipaddr.js'

type Scope = 'loopback' | 'private' | 'public' | 'never'

/** Names of ipaddr.js for the special ranges (IANA special-purpose registries, RFC 6890); what is not here is never dialled. */
const SCOPES: Partial<Record<string, Scope>> = {
  unicast: 'public',
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
}
/** Names that no public name server answers for (RFC 6761, RFC 6762, RFC 8375, and habit). */
const PRIVATE_NAME = /(?:^[^.]+|\.(?:local|internal|lan|home\.arpa))$/
/** IPv6 addresses that carry an IPv4 address: where they lead is what counts. NAT64 (RFC 6052), 6to4 (RFC 3056). */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')
const SIX_TO_FOUR = ipaddr.parseCIDR('2002::/16')
/** The only IPv6 addresses given to anybody (RFC 4291, 2.4); beyond lie `::127.0.0.1` and other forms that were given up. */
const GIVEN_IPV6 = ipaddr.parseCIDR('2000::/3')

/**
 * Which network addresses a node may dial that others have named: never multicast, broadcast, link-local (where cloud
 * machines keep their secrets), reserved and unspecified ones; loopback only for a node that is itself for this machine only;
 * private ones not for a node that is itself public.
 *
 * @param ownHostname under which name the node is announced: a DNS name counts as public, `localhost` as loopback,
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

function scopeOfName(hostname: string): Scope {
  if (ipaddr.isValid(hostname)) return scopeOf(hostname)
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback'
  return PRIVATE_NAME.test(hostname) ? 'private' : 'public'
}

function scopeOf(ip: string): Scope {
  if (!ipaddr.isValid(ip)) return 'never'
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv6) {
    const bytes = address.toByteArray()
    if (address.match(NAT64)) return scopeOf(bytes.slice(12).join('.'))
    if (address.match(SIX_TO_FOUR)) return scopeOf(bytes.slice(2, 6).join('.'))
  }
  const scope = SCOPES[address.range()] ?? 'never'
  return scope === 'public' && address instanceof ipaddr.IPv6 && !address.match(GIVEN_IPV6) ? 'never' : scope
}

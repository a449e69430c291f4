import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

/** A network range: its owner has as many addresses as it likes in it, and counts once. */
export interface NetworkRange {
  /** `192.0.2.0/24`, `2001:db8::/48`; an address of loopback is a range of its own. */
  readonly name: string
  /** How many times the share of another range it may have. */
  readonly weight: number
}

type IpAddress = ipaddr.IPv4 | ipaddr.IPv6

/**
 * Bits of an address that its owner cannot choose: the usual size of one network (as in
 * Bitcoin and Ethereum).
 */
const IPV4_PREFIX_BITS = 24
const IPV6_PREFIX_BITS = 48
/**
 * IPv6 addresses that embed an IPv4 address, which is what counts. NAT64 (RFC 6052), 6to4 (RFC
 * 3056).
 */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')
const SIX_TO_FOUR = ipaddr.parseCIDR('2002::/16')

/** The share of a range that the operator named, as a multiple of that of another one. */
const TRUSTED_WEIGHT = 16
/** IP addresses that are remembered, for all nodes of the process. */
const MAX_KNOWN = 16_384

/**
 * The IP address that counts: an IPv4 address that is embedded in an IPv6 address is that
 * one.
 */
export function parseIp(ip: string): IpAddress | undefined {
  // Far faster than ipaddr.js for a host name.
  if (isIP(ip) === 0) return undefined
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv4) return address
  const bytes = address.toByteArray()
  if (address.match(NAT64)) return new ipaddr.IPv4(bytes.slice(12))
  if (address.match(SIX_TO_FOUR)) return new ipaddr.IPv4(bytes.slice(2, 6))
  return address
}

/** What is known about an IP address, see {@link describeIp}. */
export interface IpDescription {
  /** The name of its network range, see {@link rangeOfIp}. */
  readonly range: string
  /**
   * What it is for, as ipaddr.js says it: `unicast`, `private`, `loopback`; undefined for a name.
   */
  readonly kind: string | undefined
}

/** Each request needs its description. */
const described = new LRUCache<string, IpDescription>({ max: MAX_KNOWN })

/** What an IP address is for, and its network range. */
export function describeIp(ip: string): IpDescription {
  let description = described.get(ip)
  if (description === undefined) {
    const address = parseIp(ip)
    description = { range: rangeOf(address, ip), kind: address?.range() }
    described.set(ip, description)
  }
  return description
}

/**
 * The name of the network range of an IP address. Loopback has no neighbours: each of its
 * addresses is a range. A text that is not an IP address stands for itself.
 */
export function rangeOfIp(ip: string): string {
  return describeIp(ip).range
}

function rangeOf(address: IpAddress | undefined, ip: string): string {
  if (address === undefined) return ip
  if (address.range() === 'loopback') return address.toString()
  return address instanceof ipaddr.IPv4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${IPV4_PREFIX_BITS}`)}/${IPV4_PREFIX_BITS}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${bare(address)}/${IPV6_PREFIX_BITS}`)}/${IPV6_PREFIX_BITS}`
}

/** Without the zone, which is of this machine only. */
function bare(address: ipaddr.IPv6): ipaddr.IPv6 {
  return new ipaddr.IPv6(address.toByteArray())
}

/** Whether a text is an IP address, or a range in CIDR notation. */
export function isIpOrCidr(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text)
}

/** A range that the operator named. */
interface TrustedRange {
  readonly network: IpAddress
  readonly bits: number
  /** Its name, if it is smaller than the network range that it is in. */
  readonly name: string | undefined
}

/** Knows the network range of each IP address, and which ranges the operator named. */
export class NetworkRanges {
  /** The smallest ones first. */
  readonly #trusted: readonly TrustedRange[]

  /** @param trusted IP addresses and ranges in CIDR notation that may have a larger share */
  constructor(trusted: readonly string[] = []) {
    this.#trusted = trusted.map(trustedRange).sort((one, other) => other.bits - one.bits)
  }

  /**
   * The range of an IP address. A trusted address, or a trusted range that is smaller than a
   * network range, is a range of its own: its neighbours take nothing of its share.
   */
  of(ip: string): NetworkRange {
    const trusted = this.#trustedRangeOf(ip)
    if (trusted === undefined) return { name: rangeOfIp(ip), weight: 1 }
    return { name: trusted.name ?? rangeOfIp(ip), weight: TRUSTED_WEIGHT }
  }

  /** Whether the operator named no range: all weights are 1. */
  get namesNone(): boolean {
    return this.#trusted.length === 0
  }

  /** Whether the operator named the range of an IP address. */
  isTrusted(ip: string): boolean {
    return this.#trustedRangeOf(ip) !== undefined
  }

  #trustedRangeOf(ip: string): TrustedRange | undefined {
    const address = this.#trusted.length === 0 ? undefined : parseIp(ip)
    if (address === undefined) return undefined
    return this.#trusted.find(
      ({ network, bits }) => network.kind() === address.kind() && address.match(network, bits),
    )
  }
}

function trustedRange(text: string): TrustedRange {
  const isCidr = ipaddr.isValidCIDR(text)
  const [network, bits] = ipaddr.parseCIDR(isCidr ? text : `${text}/${ipaddr.IPv4.isValid(text) ? 32 : 128}`)
  const isSmaller = bits > (network instanceof ipaddr.IPv4 ? IPV4_PREFIX_BITS : IPV6_PREFIX_BITS)
  return { network, bits, name: isSmaller ? `${network}/${bits}` : undefined }
}

/**
 * How much a range may hold of something that cannot be taken back: what is still free, times its
 * weight, divided by the ranges that hold something. One alone gets half of all. What n ranges
 * leave is one part in n + 1, even if they come one after the other; without the division, each
 * would halve what is left.
 */
export function shareOf(free: number, weight: number, holders: number): number {
  return (free * weight) / Math.max(1, holders)
}

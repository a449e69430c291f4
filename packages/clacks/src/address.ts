import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import { ClacksError } from './errors.js'
import { KnownAddress, KnownHost, nameOf } from './known-address.js'

/** The address of a node. */
export interface Address {
  readonly hostname: string
  /** 1 to 65535. */
  readonly port: number
}

const MAX_HOSTNAME = 253
/** A label of a DNS name. RFC 952 forbids the underscore, but container networks use it. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
const DECIMAL_PORT = /^[1-9]\d{0,4}$/

/**
 * The canonical form of an address, so that two spellings become equal: host name in lower case
 * without a trailing dot, IP addresses in canonical notation, the port as a number. Undefined if it
 * is not valid.
 *
 * Host names follow RFC 1123 section 2.1 (labels of 1 to 63 characters, 253 in all). Ports are 1 to
 * 65535, as a number or as decimal digits (the specification allows both).
 */
export function parseAddress(hostname: unknown, port: unknown): KnownAddress | undefined {
  if (typeof hostname !== 'string' || hostname.length === 0 || hostname.length > MAX_HOSTNAME + 1)
    return undefined
  const number = parsePort(port)
  return number === undefined ? undefined : parseKnownHostname(hostname)?.at(number)
}

/** Most requests name the same few senders: their host names are parsed once. */
const parsed = new LRUCache<string, KnownHost | 'invalid'>({ max: 16_384 })

function parseKnownHostname(written: string): KnownHost | undefined {
  let host = parsed.get(written)
  if (host === undefined) {
    const hostname = parseHostname(written)
    host = hostname === undefined ? 'invalid' : new KnownHost(hostname)
    parsed.set(written, host)
  }
  return host === 'invalid' ? undefined : host
}

/** An address that is valid already, with its texts: the shared one, if there is one. */
export function knownAddress(address: Address): KnownAddress {
  if (address instanceof KnownAddress) return address
  const { hostname, port } = address
  const known = parseAddress(hostname, port)
  return known?.hostname === hostname ? known : new KnownAddress(hostname, port)
}

function parseHostname(hostname: string): string | undefined {
  const lower = hostname.toLowerCase()
  const bare = lower.startsWith('[') && lower.endsWith(']') ? lower.slice(1, -1) : lower
  if (bare.includes(':'))
    return ipaddr.IPv6.isValid(bare) && !bare.includes('%') ? ipaddr.process(bare).toString() : undefined
  const name = bare.endsWith('.') ? bare.slice(0, -1) : bare
  const labels = name.split('.')
  if (name.length > MAX_HOSTNAME || !labels.every((label) => LABEL.test(label))) return undefined
  // A name whose last label is a number is an IPv4 address in a legacy spelling (WHATWG URL).
  if (!/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return name
  return ipaddr.IPv4.isValid(name) ? ipaddr.IPv4.parse(name).toString() : undefined
}

function parsePort(port: unknown): number | undefined {
  const number = typeof port === 'string' && DECIMAL_PORT.test(port) ? Number(port) : port
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 65_535)
    return undefined
  return number
}

/**
 * Like {@link parseAddress}, for an address that must be valid.
 * @throws ClacksError ERR_CLACKS_ADDRESS
 */
export function requireAddress(hostname: unknown, port: unknown): Address {
  const address = parseAddress(hostname, port)
  if (address !== undefined) return address
  const found = `${JSON.stringify(hostname)?.slice(0, 80)} port ${JSON.stringify(port)?.slice(0, 20)}`
  throw new ClacksError('ERR_CLACKS_ADDRESS', `Not the address of a peer: host name ${found}.`)
}

/**
 * Splits `host:port`, IPv6 as `[::1]:8080`: without brackets nobody can tell where the port starts.
 * @throws ClacksError ERR_CLACKS_ADDRESS
 */
export function parseHostPort(text: string): Address {
  const [, host, port] = HOST_PORT.exec(text) ?? []
  const address = parseAddress(host, port)
  if (address !== undefined) return address
  const fix = hostPortFix(text)
  const found = JSON.stringify(text.slice(0, 80))
  throw new ClacksError(
    'ERR_CLACKS_ADDRESS',
    `${found} is not a host:port.${fix === undefined ? '' : ` ${fix}`}`,
  )
}

/** Whether {@link parseHostPort} takes a text. */
export function isHostPort(text: string): boolean {
  const [, host, port] = HOST_PORT.exec(text) ?? []
  return parseAddress(host, port) !== undefined
}

/** How to write a `host:port` that is not valid, as a sentence; undefined if that is unclear. */
export function hostPortFix(text: string): string | undefined {
  const bare = withoutUrl(text)
  const [, host = bare, port] = /^(.*):(\d{1,5})$/s.exec(bare) ?? []
  if (bare.includes('%')) return ZONE
  if (port !== undefined && ipaddr.IPv6.isValid(host)) return `Write [${host}]:${port}.`
  if (ipaddr.IPv6.isValid(bare)) return `Write [${bare}]:PORT.`
  const name = asciiName(host)
  return name === undefined || `${name}:${port}` === text ? undefined : `Write ${name}:${port ?? 'PORT'}.`
}

/** How to write a host name that is not valid, as a sentence; undefined if that is unclear. */
export function hostnameFix(text: string): string | undefined {
  if (text.includes('%')) return ZONE
  const name = asciiName(withoutUrl(text))
  return name === undefined || name === text ? undefined : `Write ${name}.`
}

/** An address in brackets, or anything without colons, and a port. */
const HOST_PORT = /^(\[[^\]]*\]|[^:]*):([^:]*)$/s
const ZONE = 'A zone such as %eth0 means something on one machine only: write a name or another address.'

/** `https://tower.example:8080/` -> `tower.example:8080` */
function withoutUrl(text: string): string {
  return text
    .trim()
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .replace(/\/.*$/s, '')
}

/** The ASCII form of an internationalized name; undefined if it is not a name. */
function asciiName(name: string): string | undefined {
  if (name === '' || !URL.canParse(`http://${name}`)) return undefined
  const { hostname } = new URL(`http://${name}`)
  return parseAddress(hostname, 1)?.hostname
}

/** `host:port`, for display and as a key. */
export function formatAddress(address: Address): string {
  return address instanceof KnownAddress ? address.name : nameOf(address.hostname, address.port)
}

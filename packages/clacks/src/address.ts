import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'
import { ClacksError } from './errors.js'

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
export function parseAddress(hostname: unknown, port: unknown): Address | undefined {
  if (typeof hostname !== 'string' || hostname.length === 0 || hostname.length > MAX_HOSTNAME + 1)
    return undefined
  const number = parsePort(port)
  const host = number === undefined ? undefined : parseKnownHostname(hostname)
  return host === undefined || number === undefined ? undefined : { hostname: host, port: number }
}

/** Most requests name the same few senders: their host names are parsed once. */
const parsed = new LRUCache<string, { readonly hostname: string | undefined }>({ max: 4_096 })

function parseKnownHostname(written: string): string | undefined {
  let known = parsed.get(written)
  if (known === undefined) {
    known = { hostname: parseHostname(written) }
    parsed.set(written, known)
  }
  return known.hostname
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

/** Splits `host:port`, IPv6 as `[::1]:8080`. @throws ClacksError ERR_CLACKS_ADDRESS */
export function parseHostPort(text: string): Address {
  const colon = text.lastIndexOf(':')
  if (colon < 0)
    throw new ClacksError('ERR_CLACKS_ADDRESS', `${JSON.stringify(text.slice(0, 80))} is not a host:port.`)
  return requireAddress(text.slice(0, colon), text.slice(colon + 1))
}

/** `host:port`, for display and as a key. */
export function formatAddress({ hostname, port }: Address): string {
  return hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`
}

/** The JSON text of an address on the wire. */
export function addressJson({ hostname, port }: Address): string {
  return `{"hostname":${JSON.stringify(hostname)},"port":${port}}`
}

import { requireAddress } from '../address.js'
import { ClacksError } from '../errors.js'
import type { Limits, Settings, Weights, WrittenSettings } from './settings.js'

const MIB = 2 ** 20
/** Room around a message for the envelope: two host names, types, braces. */
const ENVELOPE_BYTES = 1024

const LIMITS: Omit<Limits, 'messageBytes'> = {
  bodyBytes: MIB,
  depth: 10_000,
  queueMessages: 100_000,
  queueBytes: 256 * MIB,
  peers: 2_000,
  peerShare: 0.25,
  inFlight: 512,
  pipelining: 64,
  legacyPipelining: 16,
  connections: 2_000,
  outboundConnections: 256,
  requestsPerSecond: 50_000,
  connectMs: 6_000,
  requestMs: 10_000,
  drainMs: 5_000,
  tapMs: 5_000,
}

const WEIGHTS: Weights = { alive: 0.95, lost: 0.04999, dead: 0.00001 }

/**
 * What people write -> what the rooms use: defaults filled in, everything checked.
 * @throws ClacksError ERR_CLACKS_OPTION naming the option, what was found and what is expected
 */
export function resolveSettings(written: WrittenSettings): Settings {
  const hostname = written.hostname ?? 'localhost'
  const port = wholePort('port', written.port ?? 8080)
  const self = requireOwnAddress(hostname, port)
  return {
    hostname: self,
    port,
    listen: {
      host: written.listen?.host ?? defaultListenHost(self),
      port: wholePort('listen.port', written.listen?.port ?? port),
    },
    sendrate: atLeast('sendrate', written.sendrate ?? 1, 0),
    byterate: atLeast('byterate', written.byterate ?? Number.POSITIVE_INFINITY, 0),
    killtimeout: atLeast('killtimeout', written.killtimeout ?? 3_600_000, 0),
    idleAnnounce: atLeast('idleAnnounce', written.idleAnnounce ?? 30_000, 0),
    requireVerified: written.requireVerified ?? false,
    legacyRejects: oneOf('legacyRejects', written.legacyRejects ?? 'discard', ['discard', 'refuse']),
    weights: numbers('weights', WEIGHTS, written.weights, 0),
    limits: resolveLimits(written.limits),
  }
}

function resolveLimits(written: Partial<Limits> = {}): Limits {
  const bodyBytes = written.bodyBytes ?? LIMITS.bodyBytes
  return numbers(
    'limits',
    { ...LIMITS, messageBytes: Math.max(1, bodyBytes - ENVELOPE_BYTES) },
    written,
    Number.MIN_VALUE,
  )
}

/** A node that calls itself localhost is for this machine only; any other is there to be reached. */
function defaultListenHost(hostname: string): string {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return '127.0.0.1'
  return hostname.startsWith('127.') || hostname === '::1' ? hostname : '::'
}

function requireOwnAddress(hostname: unknown, port: number): string {
  try {
    return requireAddress(hostname, port === 0 ? 1 : port).hostname
  } catch (cause) {
    throw wrong('hostname', hostname, 'a DNS name or IP address', cause)
  }
}

function wholePort(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw wrong(name, value, 'a whole number from 0 to 65535')
}

function atLeast(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && value >= least) return value
  throw wrong(name, value, least === 0 ? 'a number, 0 or more' : 'a number above 0')
}

function oneOf<Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice {
  if (choices.includes(value)) return value
  throw wrong(name, value, choices.map((choice) => `"${choice}"`).join(' or '))
}

/** A record of numbers: written ones over defaults, unknown names refused. */
function numbers<T extends { [Key in keyof T]: number }>(
  name: string,
  defaults: T,
  written: Partial<T> | undefined,
  least: number,
): T {
  const merged = { ...defaults }
  for (const [key, value] of Object.entries(written ?? {})) {
    if (value === undefined) continue
    if (!Object.hasOwn(defaults, key))
      throw wrong(`${name}.${key}`, value, `one of ${Object.keys(defaults).join(', ')}`)
    Object.assign(merged, { [key]: atLeast(`${name}.${key}`, value, least) })
  }
  return merged
}

function wrong(name: string, found: unknown, expected: string, cause?: unknown): ClacksError {
  const shown = typeof found === 'string' ? JSON.stringify(found.slice(0, 80)) : String(found)
  return new ClacksError('ERR_CLACKS_OPTION', `Option \`${name}\` is ${shown}; expected ${expected}.`, {
    cause,
  })
}

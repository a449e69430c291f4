import { requireAddress } from '../address.js'
import type { Limits, Settings, Weights, WrittenSettings } from './settings.js'
import { settingsSchema } from './settings-schema.js'

/** Room for the envelope around a message: two addresses, types, braces. */
const ENVELOPE_BYTES = 1_024

const { properties } = settingsSchema
const DEFAULTS: Omit<Settings, 'listen' | 'trustedRanges' | 'weights' | 'limits'> = defaultsOf(properties)
const WEIGHTS: Weights = Object.freeze(defaultsOf(properties.weights.properties))
const LIMITS: Omit<Limits, 'messageBytes'> = defaultsOf(properties.limits.properties)
const DEFAULT_LIMITS = limitsOf({})

/**
 * Fills in the defaults of checked settings. The result is frozen. Nodes share what is default, and
 * nothing is spread: that would make each read slow in a process of many nodes.
 */
export function resolveSettings(written: WrittenSettings): Settings {
  const own = withDefaults(DEFAULTS, written)
  const hostname = requireAddress(own.hostname, 1).hostname
  return Object.freeze({
    hostname,
    port: own.port,
    sendrate: own.sendrate,
    byterate: own.byterate,
    killtimeout: own.killtimeout,
    idleAnnounce: own.idleAnnounce,
    requireVerified: own.requireVerified,
    legacyRejects: own.legacyRejects,
    listen: Object.freeze(
      withDefaults({ host: defaultListenHost(hostname), port: own.port }, written.listen),
    ),
    trustedRanges: Object.freeze([...(written.trustedRanges ?? [])]),
    weights: written.weights === undefined ? WEIGHTS : Object.freeze(withDefaults(WEIGHTS, written.weights)),
    limits: written.limits === undefined ? DEFAULT_LIMITS : limitsOf(written.limits),
  })
}

function limitsOf(written: NonNullable<WrittenSettings['limits']>): Limits {
  const { bodyBytes } = withDefaults(LIMITS, written)
  const messageBytes = Math.max(1, bodyBytes - ENVELOPE_BYTES)
  return Object.freeze(withDefaults({ ...LIMITS, messageBytes }, written))
}

/** A node called localhost is for this machine only. Any other node should be reachable. */
function defaultListenHost(hostname: string): string {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return '127.0.0.1'
  return hostname.startsWith('127.') || hostname === '::1' ? hostname : '::'
}

/** A value that is `undefined` counts as left out. */
function withDefaults<Values extends object>(
  defaults: Values,
  written: { readonly [Key in keyof Values]?: Values[Key] | undefined } = {},
): Values {
  const values = { ...defaults }
  for (const key in defaults) {
    const value = written[key]
    if (value !== undefined) values[key] = value
  }
  return values
}

/** The defaults that a schema gives its properties. */
type DefaultsOf<Properties> = {
  [Key in keyof Properties as Properties[Key] extends { readonly default: unknown }
    ? Key
    : never]: Properties[Key] extends { readonly default: infer Default } ? Default : never
}

function defaultsOf<Properties extends object>(schemas: Properties): DefaultsOf<Properties>
function defaultsOf(schemas: Readonly<Record<string, { readonly default?: unknown }>>): object {
  const defaults = Object.entries(schemas).map(([key, schema]) => [key, schema.default])
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined))
}

import type { LiveSettings } from './live-settings.js'
import { resolveSettings } from './resolve.js'
import type { Settings, WrittenSettings } from './settings.js'

/** Settings that are read once, when the node is built. */
const FIXED: ReadonlySet<string> = new Set([
  'hostname',
  'port',
  'listen.host',
  'listen.port',
  'trustedRanges',
  'limits.bodyBytes',
  'limits.pipelining',
  'limits.connections',
  'limits.unansweredBytes',
  'limits.outboundConnections',
  'limits.requestsPerSecond',
  'limits.connectMs',
  'limits.requestMs',
  'limits.tapMs',
])

/**
 * The effect of changed settings. Names are those of a config: `sendrate`, `limits.queueMessages`.
 */
export interface SettingsChange {
  /** Settings that take effect immediately. */
  readonly changed: readonly string[]
  /** Settings that take effect after a restart. */
  readonly restart: readonly string[]
}

/** Replaces the settings of a running node. Settings that are left out get their default. */
export function changeSettings(settings: LiveSettings, written: WrittenSettings): SettingsChange {
  const { current } = settings
  const { hostname, port, listen, trustedRanges } = current
  const wanted = resolveSettings(written)
  const fixed = Object.entries(current.limits).filter(([name]) => FIXED.has(`limits.${name}`))
  // Limits that derive from fixed ones derive from the values that stay in effect.
  const next = resolveSettings({
    ...written,
    hostname,
    port,
    listen,
    trustedRanges: [...trustedRanges],
    limits: { ...written.limits, ...Object.fromEntries(fixed) },
  })
  settings.replace(next)
  const restart = differences(current, wanted).filter((name) => FIXED.has(name))
  return {
    changed: differences(current, next),
    restart: restart.filter((name) => !isDerived(name, restart, written)),
  }
}

/** Where to listen derives from the announced address, unless it is set. */
function isDerived(name: string, restart: readonly string[], { listen = {} }: WrittenSettings): boolean {
  if (name === 'listen.host') return listen.host === undefined && restart.includes('hostname')
  return name === 'listen.port' && listen.port === undefined && restart.includes('port')
}

function differences(one: Settings, other: Settings): string[] {
  const others = flatten(other)
  return [...flatten(one)]
    .filter(([name, value]) => !Object.is(value, others.get(name)))
    .map(([name]) => name)
}

function flatten(settings: Settings): Map<string, unknown> {
  return new Map(
    Object.entries(settings).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
      if (Array.isArray(value)) return [[name, value.join(' ')]]
      if (typeof value !== 'object' || value === null) return [[name, value]]
      return Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner])
    }),
  )
}

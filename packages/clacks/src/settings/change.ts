import type { PeerTableParts } from '../peers/table.js'
import type { QueueBounds } from '../queue/queue.js'
import { resolveSettings } from './resolve.js'
import type { Settings, WrittenSettings } from './settings.js'

/** What a node is built with: it holds until the node is made anew. */
const FIXED: ReadonlySet<string> = new Set([
  'hostname',
  'port',
  'listen.host',
  'listen.port',
  'limits.bodyBytes',
  'limits.pipelining',
  'limits.connections',
  'limits.outboundConnections',
  'limits.requestsPerSecond',
  'limits.connectMs',
  'limits.requestMs',
  'limits.tapMs',
])

/** What became of changed settings. Names as in a config: `sendrate`, `limits.queueMessages`. */
export interface SettingsChange {
  /** They hold from now on. */
  readonly changed: readonly string[]
  /** They hold when the node is started anew, and not before. */
  readonly restart: readonly string[]
}

/**
 * Takes over settings in place, so that every room that was handed them sees them. What is left out has its default.
 *
 * @throws ClacksError ERR_CLACKS_OPTION, and nothing has changed
 */
export function changeSettings(settings: Settings, written: WrittenSettings): SettingsChange {
  const { hostname, port, listen } = settings
  const wanted = resolveSettings(written)
  const kept = Object.entries(settings.limits).filter(([name]) => FIXED.has(`limits.${name}`))
  // Limits that follow from others follow from those that hold.
  const next = resolveSettings({
    ...written,
    hostname,
    port,
    listen,
    limits: { ...written.limits, ...Object.fromEntries(kept) },
  })
  const changed = differing(settings, next)
  const restart = differing(settings, wanted).filter((name) => FIXED.has(name))
  const { limits, weights, ...single } = next
  Object.assign(settings.limits, limits)
  Object.assign(settings.weights, weights)
  Object.assign(settings, single)
  return { changed, restart: restart.filter((name) => !follows(name, restart, written)) }
}

/** The bounds of the queue as the settings say them now. */
export function queueBounds({ limits }: Settings): QueueBounds {
  return {
    get messages() {
      return limits.queueMessages
    },
    get bytes() {
      return limits.queueBytes
    },
  }
}

/** The bounds of the peer table as the settings say them now. */
export function tableBounds(settings: Settings): PeerTableParts['bounds'] {
  return {
    get peers() {
      return settings.limits.peers
    },
    get peerShare() {
      return settings.limits.peerShare
    },
    get killtimeout() {
      return settings.killtimeout
    },
  }
}

/** Where to listen follows from the address that is announced, unless it is written. */
function follows(name: string, restart: readonly string[], { listen = {} }: WrittenSettings): boolean {
  if (name === 'listen.host') return listen.host === undefined && restart.includes('hostname')
  return name === 'listen.port' && listen.port === undefined && restart.includes('port')
}

function differing(one: Settings, other: Settings): string[] {
  const others = flat(other)
  return [...flat(one)].filter(([name, value]) => !Object.is(value, others.get(name))).map(([name]) => name)
}

function flat(settings: Settings): Map<string, unknown> {
  const entries = Object.entries(settings).flatMap(([name, value]: [string, unknown]): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner])
      : [[name, value]],
  )
  return new Map(entries)
}

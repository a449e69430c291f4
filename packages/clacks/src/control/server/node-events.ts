import { formatAddress } from '../../address.js'
import { EVENT_NAMES, type EventName, type HookSignatures } from '../../hooks/hook-table.js'
import type { Reception } from '../../hooks/reception.js'
import { componentsOf } from '../../node.js'
import type { Peer } from '../../peers/peer.js'
import type { PluginHost } from '../../plugins/host.js'
import type { PluginNode } from '../../plugins/plugin-node.js'

/** An event of a node. */
export interface NodeEvent {
  readonly event: string
  /** The peer of the event, as `host:port`. */
  readonly peer?: string
  /** The message as JSON text: it may be nested more deeply than a program wants to parse. */
  readonly message?: string
  /** Further fields, depending on the event. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Selects events. Absent fields match all. */
export interface EventFilter {
  /** Only events of these names, see {@link NodeEvent.event}. */
  readonly events?: readonly string[]
  /** Only events with this peer, as `host:port`. */
  readonly peer?: string
  /** Only events whose message, as JSON text, contains this text. */
  readonly match?: string
}

/** Whether a filter selects an event. */
export function matches({ event, peer, message }: NodeEvent, filter: EventFilter): boolean {
  if (filter.events !== undefined && !filter.events.includes(event)) return false
  if (filter.peer !== undefined && filter.peer !== peer) return false
  return filter.match === undefined || message?.includes(filter.match) === true
}

/** Turns the arguments of each hook that is an event into the event. */
const EVENTS: { readonly [Name in EventName]: (...args: Parameters<HookSignatures[Name]>) => NodeEvent } = {
  received: (reception) => ({
    event: 'received',
    peer: formatAddress(reception.sender),
    message: textOf(reception),
    details: { verified: reception.verified, legacy: reception.legacy },
  }),
  queued: (_message, origin, _sender, json) => ({ event: 'queued', message: json, details: { origin } }),
  sent: ({ json, peer }) => ({ event: 'sent', peer: formatAddress(peer), message: json }),
  sendFailed: ({ json, peer, status, reason }) => ({
    event: 'sendFailed',
    peer: formatAddress(peer),
    message: json,
    details: { status, reason },
  }),
  discarded: ({ json, direction, reason }) => ({
    event: 'discarded',
    ...(json !== undefined && { message: json }),
    details: { direction, reason },
  }),
  announced: (peer) => ofPeer('announced', peer),
  peerDiscovered: (peer) => ofPeer('peerDiscovered', peer),
  peerUpdated: (peer, before) => ofPeer('peerUpdated', peer, { before }),
  pluginFailed: ({ plugin, hook, code, message }) => ({
    event: 'pluginFailed',
    details: { plugin, hook, code, reason: message },
  }),
}

/**
 * Reports every event of a node, in order. `received` carries the message as the plugins leave it,
 * and is reported only for messages that they pass on.
 *
 * @returns a function that stops it
 */
export function observeEvents(node: PluginNode, report: (event: NodeEvent) => void): () => void {
  const { host } = componentsOf(node)
  const detach = EVENT_NAMES.map((name) => observeEvent(host, name, report))
  return () => {
    for (const each of detach) each()
  }
}

function observeEvent<Name extends EventName>(
  host: PluginHost,
  name: Name,
  report: (event: NodeEvent) => void,
): () => void {
  return host.observe(name, (...args) => report(EVENTS[name](...args)))
}

function ofPeer(event: string, peer: Peer, details?: object): NodeEvent {
  return { event, peer: formatAddress(peer), details: { status: peer.status, ...details } }
}

/** An observer must not fail because of a message. */
function textOf(reception: Reception): string {
  try {
    return reception.json
  } catch {
    return '"(not JSON)"'
  }
}

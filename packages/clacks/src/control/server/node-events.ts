import { formatAddress } from '../../address.js'
import type { Peer } from '../../peers/peer.js'
import type { ClacksNode } from '../../plugins/clacks-node.js'
import { stringifyMessage } from '../../wire/json.js'

/** Something that happened at a node. */
export interface NodeEvent {
  readonly event: string
  /** The peer that it happened with, as `host:port`. */
  readonly peer?: string
  /** The message that it happened to, as JSON text: it may be nested deeper than a program wants to read. */
  readonly message?: string
  /** What else there is to say. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** What the names of taps that only watch for the control channel begin with: nobody wants to see them do it. */
export const WATCHER = 'clacks-tail-'

/** Which events are wanted; what is left out is not looked at. */
export interface EventFilter {
  /** Names of events, as in {@link NodeEvent.event}. */
  readonly events?: readonly string[]
  /** Only those with this peer, as `host:port`. */
  readonly peer?: string
  /** Only those whose message, as JSON text, contains this. */
  readonly match?: string
}

/** Whether an event is wanted. */
export function fits({ event, peer, message }: NodeEvent, filter: EventFilter): boolean {
  if (filter.events !== undefined && !filter.events.includes(event)) return false
  if (filter.peer !== undefined && filter.peer !== peer) return false
  return filter.match === undefined || message?.includes(filter.match) === true
}

/**
 * Tells of everything that happens at a node, in its order.
 *
 * @param name the name of the taps
 */
export function watch(node: Pick<ClacksNode, 'hooks'>, name: string, tell: (event: NodeEvent) => void): void {
  const { hooks } = node
  // Last of all, so that it shows the message as the plugins leave it, and only one that they let pass.
  hooks.received.tap({ name, stage: Number.MAX_SAFE_INTEGER }, ({ message, sender, verified, legacy }) => {
    tell({
      event: 'received',
      peer: formatAddress(sender),
      message: textOf(message),
      details: { verified, legacy },
    })
    return undefined
  })
  hooks.queued.tap(name, (message, origin) =>
    tell({ event: 'queued', message: textOf(message), details: { origin } }),
  )
  hooks.sent.tap(name, ({ message, peer }) =>
    tell({ event: 'sent', peer: formatAddress(peer), message: textOf(message) }),
  )
  hooks.sendFailed.tap(name, ({ message, peer, status, reason }) => {
    tell({
      event: 'sendFailed',
      peer: formatAddress(peer),
      message: textOf(message),
      details: { status, reason },
    })
  })
  hooks.discarded.tap(name, ({ message, direction, reason }) => {
    tell({ event: 'discarded', message: textOf(message), details: { direction, reason } })
  })
  hooks.announced.tap(name, (peer) => tell(ofPeer('announced', peer)))
  hooks.peerDiscovered.tap(name, (peer) => tell(ofPeer('peerDiscovered', peer)))
  hooks.peerUpdated.tap(name, (peer, before) => tell(ofPeer('peerUpdated', peer, { before })))
  hooks.pluginFailed.tap(name, ({ plugin, hook, code, message }) => {
    tell({ event: 'pluginFailed', details: { plugin, hook, code, reason: message } })
  })
}

function ofPeer(event: string, peer: Peer, details?: object): NodeEvent {
  return { event, peer: formatAddress(peer), details: { status: peer.status, ...details } }
}

/** Watching a message must never be what makes it fail. */
function textOf(message: unknown): string {
  try {
    return stringifyMessage(message)
  } catch {
    return '"(not JSON)"'
  }
}

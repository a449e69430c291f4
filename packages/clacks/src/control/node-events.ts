import type { Peer } from '../peers/peer.js'
import type { ClacksNode } from '../plugins/clacks-node.js'
import { formatAddress } from '../wire/address.js'
import { stringifyMessage } from '../wire/json.js'

/** Something that happened at a node. */
export interface NodeEvent {
  readonly event: string
  /** The peer that it happened with, as `host:port`. */
  readonly peer?: string
  /** The message that it happened to, as JSON text. */
  readonly message?: string
  /** What else there is to say. */
  readonly details?: Readonly<Record<string, unknown>>
}

const TAP = 'clacks start'

/** Tells of everything that happens at a node, in its order. */
export function watch(node: ClacksNode, tell: (event: NodeEvent) => void): void {
  const { hooks } = node
  // Last of all, so that it shows the message as the plugins leave it, and only one that they let pass.
  hooks.received.tap(
    { name: TAP, stage: Number.MAX_SAFE_INTEGER },
    ({ message, sender, verified, legacy }) => {
      tell({
        event: 'received',
        peer: formatAddress(sender),
        message: textOf(message),
        details: { verified, legacy },
      })
      return undefined
    },
  )
  hooks.queued.tap(TAP, (message, origin) =>
    tell({ event: 'queued', message: textOf(message), details: { origin } }),
  )
  hooks.sent.tap(TAP, ({ message, peer }) =>
    tell({ event: 'sent', peer: formatAddress(peer), message: textOf(message) }),
  )
  hooks.sendFailed.tap(TAP, ({ message, peer, status, reason }) => {
    tell({
      event: 'sendFailed',
      peer: formatAddress(peer),
      message: textOf(message),
      details: { status, reason },
    })
  })
  hooks.discarded.tap(TAP, ({ message, direction, reason }) => {
    tell({ event: 'discarded', message: textOf(message), details: { direction, reason } })
  })
  hooks.announced.tap(TAP, (peer) => tell(ofPeer('announced', peer)))
  hooks.peerDiscovered.tap(TAP, (peer) => tell(ofPeer('peerDiscovered', peer)))
  hooks.peerUpdated.tap(TAP, (peer, before) => tell(ofPeer('peerUpdated', peer, { before })))
  hooks.pluginFailed.tap(TAP, ({ plugin, hook, code, message }) => {
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

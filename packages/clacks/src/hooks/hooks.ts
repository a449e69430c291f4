import { AsyncSeriesBailHook, AsyncSeriesHook, SyncBailHook, SyncHook } from 'tapable'
import type { Address } from '../address.js'
import type { PluginError } from '../errors.js'
import type { Peer, PeerStatus } from '../peers/peer.js'
import type { Origin } from '../queue/intake.js'
import { guardTaps } from './attribution.js'
import type { Departure } from './departure.js'
import type { Reception } from './reception.js'
import type { DepartureVerdict, ReceptionVerdict } from './verdict.js'

/** A message that a peer took. */
export interface Delivery<Message = unknown> {
  readonly message: Message
  readonly peer: Peer
}

/** A message that a peer did not take: it is back in the queue. */
export interface FailedDelivery<Message = unknown> extends Delivery<Message> {
  /** The status of the answer; undefined where there was none. */
  readonly status: number | undefined
  /** Why, in words. */
  readonly reason: string
}

/** A message that has left the network at this node. */
export interface Discard<Message = unknown> {
  readonly message: Message
  readonly reason: string
  /** On its way in (never queued) or on its way out (taken from the queue). */
  readonly direction: 'in' | 'out'
}

/** What can be tapped: one line a hook, the only list there is. What each tap gets and may return. */
export interface HookSignatures<Message = unknown> {
  /**
   * A payload of type `message` arrived from a peer that is not ignored, before it is queued. Awaited, one tap after
   * the other, until one returns a verdict. May change the message. A tap that fails refuses the message with 500.
   */
  received: (reception: Reception<Message>) => ReceptionVerdict | undefined
  /**
   * A message entered the queue. Must not block: the sender of the message is waiting. `sender` is the last hop of one that
   * was received.
   */
  queued: (message: Message, origin: Origin, sender?: Peer) => undefined
  /**
   * A message and its peer are chosen. Awaited, one tap after the other, until one returns a verdict. May change both.
   * A tap that fails puts the message back in the queue.
   */
  beforeSend: (departure: Departure<Message>) => DepartureVerdict | undefined
  /** An address may enter the table: return false to keep it out. Must not block. */
  admitPeer: (address: Address) => boolean | undefined
  /** A peer entered the table. */
  peerDiscovered: (peer: Peer) => undefined
  /** The status of a peer changed; `before` is the earlier one. */
  peerUpdated: (peer: Peer, before: PeerStatus) => undefined
  /** A payload of type `announce` arrived. */
  announced: (peer: Peer) => undefined
  /** A peer took a message: it is no longer here. */
  sent: (delivery: Delivery<Message>) => undefined
  /** A peer did not take a message: it is back in the queue. */
  sendFailed: (failure: FailedDelivery<Message>) => undefined
  /** A message was discarded: it is no longer in the network. */
  discarded: (discard: Discard<Message>) => undefined
  /** A tap failed, or a plugin was quarantined. */
  pluginFailed: (error: PluginError) => undefined
  /** The node listens. Awaited. */
  started: () => undefined
  /** The node is about to stop and still listens. Awaited. */
  stopping: () => undefined
}

/** The name of a hook. */
export type HookName = keyof HookSignatures

type Arguments<Name extends HookName, Message> = Parameters<HookSignatures<Message>[Name]>

/** The tapable hooks of a node, for whoever embeds it. Plugins get them through their context, supervised. */
export interface Hooks<Message = unknown> {
  readonly received: AsyncSeriesBailHook<Arguments<'received', Message>, ReceptionVerdict | undefined>
  readonly queued: SyncHook<Arguments<'queued', Message>>
  readonly beforeSend: AsyncSeriesBailHook<Arguments<'beforeSend', Message>, DepartureVerdict | undefined>
  readonly admitPeer: SyncBailHook<Arguments<'admitPeer', Message>, boolean | undefined>
  readonly peerDiscovered: SyncHook<Arguments<'peerDiscovered', Message>>
  readonly peerUpdated: SyncHook<Arguments<'peerUpdated', Message>>
  readonly announced: SyncHook<Arguments<'announced', Message>>
  readonly sent: SyncHook<Arguments<'sent', Message>>
  readonly sendFailed: SyncHook<Arguments<'sendFailed', Message>>
  readonly discarded: SyncHook<Arguments<'discarded', Message>>
  readonly pluginFailed: SyncHook<Arguments<'pluginFailed', Message>>
  readonly started: AsyncSeriesHook<[]>
  readonly stopping: AsyncSeriesHook<[]>
}

/**
 * Makes the hooks of one node. A tap of whoever embeds the node is guarded: its failure carries its name, and the
 * failure of one that only observes goes to `report` and stops nobody.
 */
export function createHooks<Message>(report: (error: PluginError) => void): Hooks<Message> {
  const hooks: Hooks<Message> = {
    received: new AsyncSeriesBailHook(['reception'], 'received'),
    queued: new SyncHook(['message', 'origin', 'sender'], 'queued'),
    beforeSend: new AsyncSeriesBailHook(['departure'], 'beforeSend'),
    admitPeer: new SyncBailHook(['address'], 'admitPeer'),
    peerDiscovered: new SyncHook(['peer'], 'peerDiscovered'),
    peerUpdated: new SyncHook(['peer', 'before'], 'peerUpdated'),
    announced: new SyncHook(['peer'], 'announced'),
    sent: new SyncHook(['delivery'], 'sent'),
    sendFailed: new SyncHook(['failure'], 'sendFailed'),
    discarded: new SyncHook(['discard'], 'discarded'),
    pluginFailed: new SyncHook(['error'], 'pluginFailed'),
    started: new AsyncSeriesHook([], 'started'),
    stopping: new AsyncSeriesHook([], 'stopping'),
  }
  guardTaps(hooks, report)
  return hooks
}

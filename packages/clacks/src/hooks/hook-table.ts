import type { Address } from '../address.js'
import type { PluginError } from '../errors.js'
import type { Peer, PeerStatus } from '../peers/peer.js'
import type { Origin } from '../queue/intake.js'
import type { Delivery, FailedDelivery } from './delivery.js'
import type { Departure } from './departure.js'
import type { Discard } from './discard.js'
import type { Reception } from './reception.js'
import type { DepartureVerdict, ReceptionVerdict } from './verdict.js'

/** The arguments and the result of a tap of each hook. */
export interface HookSignatures<Message = unknown> {
  /**
   * A payload of type `message` arrived from a peer that is not ignored. It is not queued yet. Taps
   * are awaited one by one until one returns a verdict, and may change the message. If a tap fails,
   * the message is refused with 500.
   */
  received: (reception: Reception<Message>) => ReceptionVerdict | undefined
  /**
   * A message entered the queue. Taps must not block: the sender of the message is waiting.
   * `sender` is the last hop of a message that was received. `json` is the text of the message as
   * it is passed on, with all digits of its numbers.
   */
  queued: (message: Message, origin: Origin, sender: Peer | undefined, json: string) => undefined
  /**
   * A message and its peer are chosen. Taps are awaited one by one until one returns a verdict, and
   * may change both. If a tap fails, the message goes back in the queue.
   */
  beforeSend: (departure: Departure<Message>) => DepartureVerdict | undefined
  /** A peer accepted a message. It is no longer on this node. */
  sent: (delivery: Delivery<Message>) => undefined
  /** A peer did not accept a message. It is back in the queue. */
  sendFailed: (failure: FailedDelivery<Message>) => undefined
  /** A message was discarded: it is no longer in the network. */
  discarded: (discard: Discard<Message>) => undefined
  /** A payload of type `announce` arrived. */
  announced: (peer: Peer) => undefined
  /**
   * An address is about to enter the peer table. Return false to keep it out. Taps are synchronous.
   */
  admitPeer: (address: Address) => boolean | undefined
  /** A peer entered the table. */
  peerDiscovered: (peer: Peer) => undefined
  /** The status of a peer changed. `before` is the earlier status. */
  peerUpdated: (peer: Peer, before: PeerStatus) => undefined
  /** A tap failed, or a plugin was quarantined. */
  pluginFailed: (error: PluginError) => undefined
  /** The node is listening. Taps are awaited. */
  started: () => undefined
  /** The node is about to stop but is still listening. Taps are awaited. */
  stopping: () => undefined
}

/** The name of a hook. */
export type HookName = keyof HookSignatures

/**
 * What a tap of a hook does: it `decides` (returns a verdict, awaited), is `asked` (answers
 * synchronously), `observes` (is not awaited), or observes and is `awaited`.
 */
export type HookKind = 'decides' | 'asked' | 'observes' | 'awaited'

/** The kinds that fit what a tap may return. */
type KindFor<Result> = [Result] extends [undefined]
  ? 'observes' | 'awaited'
  : [Result] extends [boolean | undefined]
    ? 'asked'
    : 'decides'

type NamesOf<Arguments extends unknown[]> = { readonly [Index in keyof Arguments]: string }

interface HookDescription<Signature extends (...args: never[]) => unknown> {
  readonly kind: KindFor<ReturnType<Signature>>
  /** The name of each argument. */
  readonly args: NamesOf<Required<Parameters<Signature>>>
  /**
   * What it is about. A message or peer is an argument of that name, or a property of the first
   * argument.
   */
  readonly carries: readonly ('message' | 'peer')[]
  /** Whether the control channel reports it as an event. */
  readonly event: boolean
}

/**
 * All hooks. Everything else that lists hooks is derived from this table or checked against it by
 * the compiler.
 */
export const HOOK_TABLE = {
  received: { kind: 'decides', args: ['reception'], carries: ['message', 'peer'], event: true },
  queued: {
    kind: 'observes',
    args: ['message', 'origin', 'sender', 'json'],
    carries: ['message'],
    event: true,
  },
  beforeSend: { kind: 'decides', args: ['departure'], carries: ['message', 'peer'], event: false },
  sent: { kind: 'observes', args: ['delivery'], carries: ['message', 'peer'], event: true },
  sendFailed: { kind: 'observes', args: ['failure'], carries: ['message', 'peer'], event: true },
  discarded: { kind: 'observes', args: ['discard'], carries: ['message'], event: true },
  announced: { kind: 'observes', args: ['peer'], carries: ['peer'], event: true },
  admitPeer: { kind: 'asked', args: ['address'], carries: [], event: false },
  peerDiscovered: { kind: 'observes', args: ['peer'], carries: ['peer'], event: true },
  peerUpdated: { kind: 'observes', args: ['peer', 'before'], carries: ['peer'], event: true },
  pluginFailed: { kind: 'observes', args: ['error'], carries: [], event: true },
  started: { kind: 'awaited', args: [], carries: [], event: false },
  stopping: { kind: 'awaited', args: [], carries: [], event: false },
} as const satisfies { readonly [Name in HookName]: HookDescription<HookSignatures[Name]> }

type Table = typeof HOOK_TABLE

/** The kind of a hook. */
export type KindOf<Name extends HookName> = Table[Name]['kind']

/** The names of the hooks of a kind. */
export type HookNameOf<Kind extends HookKind> = {
  [Name in HookName]: KindOf<Name> extends Kind ? Name : never
}[HookName]

/** The names of the hooks that the control channel reports as events. */
export type EventName = { [Name in HookName]: Table[Name]['event'] extends true ? Name : never }[HookName]

/** Whether a text is the name of a hook. */
export function isHookName(text: string): text is HookName {
  return Object.hasOwn(HOOK_TABLE, text)
}

/** The names of all hooks. */
export const HOOK_NAMES: readonly HookName[] = Object.keys(HOOK_TABLE).filter(isHookName)

/** The names of the hooks that the control channel reports as events. */
export const EVENT_NAMES: readonly EventName[] = HOOK_NAMES.filter(
  (name): name is EventName => HOOK_TABLE[name].event,
)

/** Whether a hook carries a message, or a peer. */
export function carries(hook: HookName, what: 'message' | 'peer'): boolean {
  const carried: readonly string[] = HOOK_TABLE[hook].carries
  return carried.includes(what)
}

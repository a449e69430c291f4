import { AsyncSeriesBailHook, AsyncSeriesHook, SyncBailHook, SyncHook } from 'tapable'
import type { PluginError } from '../errors.js'
import { guardTaps } from './attribution.js'
import { HOOK_TABLE, type HookName, type HookSignatures, type KindOf } from './hook-table.js'

/** Taps without a `return`, which the types of tapable refuse: for them, nothing is a result. */
interface TapsWithoutResult<Arguments extends unknown[], Result> {
  // biome-ignore lint/suspicious/noConfusingVoidType: most taps return nothing
  tap(options: Parameters<SyncHook<Arguments>['tap']>[0], fn: (...args: Arguments) => Result | void): void
}

/** The tapable class of each kind of hook. */
interface TapableHooks<Arguments extends unknown[], Result> {
  readonly decides: AsyncSeriesBailHook<Arguments, Result> & TapsWithoutResult<Arguments, Result>
  readonly asked: SyncBailHook<Arguments, Result> & TapsWithoutResult<Arguments, Result>
  readonly observes: SyncHook<Arguments>
  readonly awaited: AsyncSeriesHook<Arguments>
}

type TapableHook<Name extends HookName, Message> = TapableHooks<
  Parameters<HookSignatures<Message>[Name]>,
  ReturnType<HookSignatures<Message>[Name]>
>[KindOf<Name>]

/**
 * The tapable hooks of a node, for applications. Plugins use the supervised hooks of their context.
 */
export type Hooks<Message = unknown> = {
  readonly [Name in keyof HookSignatures<Message>]: TapableHook<Name, Message>
}

/**
 * Makes the hooks of one node. The taps of an application are guarded: a failure carries the name
 * of its tap, and the failure of a tap that only observes goes to `report` and does not affect
 * anything else.
 */
export function createHooks<Message>(report: (error: PluginError) => void): Hooks<Message> {
  const hooks: Hooks<Message> = {
    received: new AsyncSeriesBailHook(HOOK_TABLE.received.args, 'received'),
    queued: new SyncHook(HOOK_TABLE.queued.args, 'queued'),
    beforeSend: new AsyncSeriesBailHook(HOOK_TABLE.beforeSend.args, 'beforeSend'),
    sent: new SyncHook(HOOK_TABLE.sent.args, 'sent'),
    sendFailed: new SyncHook(HOOK_TABLE.sendFailed.args, 'sendFailed'),
    discarded: new SyncHook(HOOK_TABLE.discarded.args, 'discarded'),
    announced: new SyncHook(HOOK_TABLE.announced.args, 'announced'),
    admitPeer: new SyncBailHook(HOOK_TABLE.admitPeer.args, 'admitPeer'),
    peerDiscovered: new SyncHook(HOOK_TABLE.peerDiscovered.args, 'peerDiscovered'),
    peerUpdated: new SyncHook(HOOK_TABLE.peerUpdated.args, 'peerUpdated'),
    pluginFailed: new SyncHook(HOOK_TABLE.pluginFailed.args, 'pluginFailed'),
    started: new AsyncSeriesHook([], 'started'),
    stopping: new AsyncSeriesHook([], 'stopping'),
  }
  guardTaps(hooks, report)
  return hooks
}

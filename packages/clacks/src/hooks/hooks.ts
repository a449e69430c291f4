import { AsyncSeriesBailHook, AsyncSeriesHook, SyncBailHook, SyncHook } from 'tapable'
import type { PluginError } from '../errors.js'
import { guardTaps } from './attribution.js'
import { HOOK_NAMES, HOOK_TABLE, type HookName, type HookSignatures, type KindOf } from './hook-table.js'

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

type Made<Message> = { [Name in HookName]: Hooks<Message>[Name] | undefined }

/** The hooks of a node that exist. All fields from the start: V8 reads them faster. */
class MadeHooks<Message> implements Made<Message> {
  received: Hooks<Message>['received'] | undefined = undefined
  queued: Hooks<Message>['queued'] | undefined = undefined
  beforeSend: Hooks<Message>['beforeSend'] | undefined = undefined
  sent: Hooks<Message>['sent'] | undefined = undefined
  sendFailed: Hooks<Message>['sendFailed'] | undefined = undefined
  discarded: Hooks<Message>['discarded'] | undefined = undefined
  announced: Hooks<Message>['announced'] | undefined = undefined
  admitPeer: Hooks<Message>['admitPeer'] | undefined = undefined
  peerDiscovered: Hooks<Message>['peerDiscovered'] | undefined = undefined
  peerUpdated: Hooks<Message>['peerUpdated'] | undefined = undefined
  pluginFailed: Hooks<Message>['pluginFailed'] | undefined = undefined
  started: Hooks<Message>['started'] | undefined = undefined
  stopping: Hooks<Message>['stopping'] | undefined = undefined
}

/** Makes each hook when it is first used: most nodes use few, and a process has many nodes. */
class LazyHooks<Message> implements Hooks<Message> {
  readonly #report: (error: PluginError) => void
  readonly #made: Made<Message> = new MadeHooks()

  constructor(report: (error: PluginError) => void) {
    this.#report = report
    Object.defineProperties(this, ENUMERABLE)
  }

  get received(): Hooks<Message>['received'] {
    return (
      this.#made.received ??
      this.#keep('received', new AsyncSeriesBailHook(HOOK_TABLE.received.args, 'received'))
    )
  }

  get queued(): Hooks<Message>['queued'] {
    return this.#made.queued ?? this.#keep('queued', new SyncHook(HOOK_TABLE.queued.args, 'queued'))
  }

  get beforeSend(): Hooks<Message>['beforeSend'] {
    return (
      this.#made.beforeSend ??
      this.#keep('beforeSend', new AsyncSeriesBailHook(HOOK_TABLE.beforeSend.args, 'beforeSend'))
    )
  }

  get sent(): Hooks<Message>['sent'] {
    return this.#made.sent ?? this.#keep('sent', new SyncHook(HOOK_TABLE.sent.args, 'sent'))
  }

  get sendFailed(): Hooks<Message>['sendFailed'] {
    return (
      this.#made.sendFailed ??
      this.#keep('sendFailed', new SyncHook(HOOK_TABLE.sendFailed.args, 'sendFailed'))
    )
  }

  get discarded(): Hooks<Message>['discarded'] {
    return (
      this.#made.discarded ?? this.#keep('discarded', new SyncHook(HOOK_TABLE.discarded.args, 'discarded'))
    )
  }

  get announced(): Hooks<Message>['announced'] {
    return (
      this.#made.announced ?? this.#keep('announced', new SyncHook(HOOK_TABLE.announced.args, 'announced'))
    )
  }

  get admitPeer(): Hooks<Message>['admitPeer'] {
    return (
      this.#made.admitPeer ??
      this.#keep('admitPeer', new SyncBailHook(HOOK_TABLE.admitPeer.args, 'admitPeer'))
    )
  }

  get peerDiscovered(): Hooks<Message>['peerDiscovered'] {
    return (
      this.#made.peerDiscovered ??
      this.#keep('peerDiscovered', new SyncHook(HOOK_TABLE.peerDiscovered.args, 'peerDiscovered'))
    )
  }

  get peerUpdated(): Hooks<Message>['peerUpdated'] {
    return (
      this.#made.peerUpdated ??
      this.#keep('peerUpdated', new SyncHook(HOOK_TABLE.peerUpdated.args, 'peerUpdated'))
    )
  }

  get pluginFailed(): Hooks<Message>['pluginFailed'] {
    return (
      this.#made.pluginFailed ??
      this.#keep('pluginFailed', new SyncHook(HOOK_TABLE.pluginFailed.args, 'pluginFailed'))
    )
  }

  get started(): Hooks<Message>['started'] {
    return this.#made.started ?? this.#keep('started', new AsyncSeriesHook([], 'started'))
  }

  get stopping(): Hooks<Message>['stopping'] {
    return this.#made.stopping ?? this.#keep('stopping', new AsyncSeriesHook([], 'stopping'))
  }

  #keep<Name extends HookName>(name: Name, hook: Hooks<Message>[Name]): Hooks<Message>[Name] {
    this.#made[name] = guardTaps(hook, name, this.#report)
    return hook
  }

  /** See {@link isHookUsed}. */
  static isUsed(hooks: object, name: HookName): boolean {
    return #made in hooks && hooks.#made[name]?.isUsed() === true
  }
}

/** Applications list the hooks of a node, as with `Object.keys(node.hooks)`. */
const ENUMERABLE: PropertyDescriptorMap = Object.fromEntries(
  HOOK_NAMES.map((name) => [
    name,
    { ...Object.getOwnPropertyDescriptor(LazyHooks.prototype, name), enumerable: true },
  ]),
)

/**
 * Makes the hooks of one node. The taps of an application are guarded: a failure carries the name
 * of its tap, and the failure of a tap that only observes goes to `report` and does not affect
 * anything else.
 */
export function createHooks<Message>(report: (error: PluginError) => void): Hooks<Message> {
  return new LazyHooks(report)
}

/** Whether a hook of a node has taps. A hook that has none need not exist to be asked. */
export function isHookUsed(hooks: object, name: HookName): boolean {
  return LazyHooks.isUsed(hooks, name)
}

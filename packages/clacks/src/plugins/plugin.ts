import type { Clock } from '../clock.js'
import type { HookSignatures } from '../hooks/hook-table.js'
import type { Log } from '../log.js'
import type { QueueStore } from '../queue/queue-store.js'
import type { Random } from '../random.js'
import type { PluginNode, SupervisedNode } from './plugin-node.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** Where a tap stands among the others of its hook. */
export interface TapOptions {
  /** Lower stages run first. Default 0. */
  stage?: number
  /** Ids or names of plugins whose taps on this hook must run later. `?name` where it need not be there. */
  before?: string | readonly string[]
  /** Ids or names of plugins whose taps on this hook must run earlier. `?name` where it need not be there. */
  after?: string | readonly string[]
  /** Milliseconds that one call may take. Default `limits.tapMs`. */
  timeoutMs?: number
}

/** Takes a tap out again. A second call does nothing. */
export type Untap = () => void

/** A hook as a plugin sees it: sync and async functions are both awaited, and their failure carries the plugin's name. */
export interface PluginHook<Signature extends (...args: never[]) => unknown> {
  tap(fn: TapFunction<Signature>): Untap
  tap(options: TapOptions, fn: TapFunction<Signature>): Untap
}

/** What a plugin taps a hook with: as the hook's signature says, or a promise of it. */
export type TapFunction<Signature extends (...args: never[]) => unknown> = (
  ...args: Parameters<Signature>
  // biome-ignore lint/suspicious/noConfusingVoidType: a tap that returns nothing is the usual one
) => ReturnType<Signature> | void | Promise<ReturnType<Signature> | void>

/** The hooks of a node as a plugin sees them. */
export type PluginHooks<Message = unknown> = {
  readonly [Name in keyof HookSignatures<Message>]: PluginHook<HookSignatures<Message>[Name]>
}

/** What `setup` receives. Everything taken through it goes when the plugin goes. */
export interface PluginContext<Message = unknown> {
  /** The id of this plugin on this node: its name, unless the configuration says otherwise. */
  readonly id: string
  /** The node, with everything that a plugin may do with it. */
  readonly node: PluginNode<Message>
  /** What can be tapped; what is tapped through it is supervised, and goes with the plugin. */
  readonly hooks: PluginHooks<Message>
  /** Where a relative path in the options begins: `path.resolve(ctx.folder, options.file)`. The folder of the config, or the working directory. */
  readonly folder: string
  /** A log whose lines carry the id. */
  readonly log: Log
  /** The time of the node. For timers that end with the plugin use {@link every} and {@link after}. */
  readonly clock: Pick<Clock, 'now' | 'elapsed'>
  /** The randomness of the node. */
  readonly random: Random
  /** Aborted when the plugin goes. */
  readonly signal: AbortSignal
  /**
   * Runs `task` every `milliseconds` on the node's clock until the plugin is removed. A failure is reported, not thrown.
   * Returns a function that cancels it.
   */
  every(milliseconds: number, task: () => unknown): Untap
  /**
   * Runs `task` once, `milliseconds` from now, on the node's clock, unless the plugin is removed first. A failure is
   * reported, not thrown. Returns a function that cancels it.
   */
  after(milliseconds: number, task: () => unknown): Untap
  /** Runs `task` when the plugin goes, last registered first; awaited. */
  onClose(task: () => unknown): void
  /**
   * Has the queue and the peers of the node kept by `store`, until the plugin goes.
   * @throws ClacksError ERR_CLACKS_STATE where the node has another queue store
   */
  useQueueStore(store: QueueStore): void
  /** Offers a service to plugins that are set up later. @throws ClacksError ERR_CLACKS_SERVICE_DUPLICATE */
  provide<Key extends ServiceKey>(key: Key, service: ServiceOf<Key>): void
  /** Takes a service. @throws ClacksError ERR_CLACKS_SERVICE_MISSING */
  inject<Key extends ServiceKey>(key: Key): ServiceOf<Key>
}

/** What `setup` may return: nothing, or what tears down. */
// biome-ignore lint/suspicious/noConfusingVoidType: a setup that returns nothing is the usual one
export type Teardown = void | (() => unknown)

/** How a plugin stands to the others. */
export interface PluginRelations {
  /** Names of plugins that must be there; they are set up earlier. */
  readonly requires?: readonly string[]
  /** Names of plugins that must not be there. */
  readonly conflicts?: readonly string[]
  /** Names of plugins whose taps run later than those of this one. `?name` where it need not be there. */
  readonly before?: readonly string[]
  /** Names of plugins whose taps run earlier than those of this one. `?name` where it need not be there. */
  readonly after?: readonly string[]
  /** Versions of other software that it was made for; `clacks` is checked. */
  readonly engines?: { readonly clacks?: string }
}

/** A configured plugin: what a node uses. Made by the function that `definePlugin` gives. */
export interface Plugin<Message = unknown> extends PluginRelations {
  /** What kind of plugin it is: lower-case words with hyphens. */
  readonly name: string
  /** Tells several of one name apart. Default: the name. */
  readonly id: string
  readonly version?: string | undefined
  /** The options as given; validated and filled by the host before `setup`. */
  readonly options: unknown
  /** Validates options and fills in defaults. @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS */
  resolveOptions(): unknown | Promise<unknown>
  setup(ctx: PluginContext<Message>, options: unknown): Teardown | Promise<Teardown>
}

/** The tapable habit: an object, or an instance of a class, that is handed the node. */
export interface ApplyPlugin {
  readonly name?: string
  apply(node: SupervisedNode): void | Promise<void>
  /** Functions and classes have an `apply` of their own, and are no plugins for that. */
  readonly call?: never
}

/** What `definePlugin` gives, not called: it stands for the plugin with all its defaults. */
export interface BarePlugin {
  (): Plugin
  readonly definition: { readonly name: string }
}

/** What `plugins: [...]` and `node.use()` take. */
export type PluginInput = Plugin | ApplyPlugin | BarePlugin

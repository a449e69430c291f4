import type { Clock } from '../clock.js'
import type { HookSignatures } from '../hooks/hook-table.js'
import type { Log } from '../log.js'
import type { MessageRecorder, QueueStore } from '../queue/queue-store.js'
import type { Random } from '../random.js'
import type { PluginNode, SupervisedNode } from './plugin-node.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** The position and the time limit of a tap. */
export interface TapOptions {
  /** Lower stages run first. Default 0. */
  stage?: number
  /** Ids or names of plugins whose taps on this hook must run later. `?name` if it is optional. */
  before?: string | readonly string[]
  /**
   * Ids or names of plugins whose taps on this hook must run earlier. `?name` if it is optional.
   */
  after?: string | readonly string[]
  /** Time limit of one call, in milliseconds. Default `limits.tapMs`. */
  timeoutMs?: number
  /**
   * On `received` and `beforeSend`: no message may pass without this tap. While its plugin is
   * quarantined, messages are refused with 503, or stay in the queue. On `admitPeer`: no address
   * enters the table without it. Default true. `false` for a tap that only looks: then they pass
   * without it.
   */
  decides?: boolean
}

/** Removes a tap, or cancels a timer. A second call does nothing. */
export type Untap = () => void

/**
 * A hook of a plugin's context. Sync and async functions are both supported, and a failure carries
 * the plugin's name.
 */
export interface PluginHook<Signature extends (...args: never[]) => unknown> {
  tap(fn: TapFunction<Signature>): Untap
  tap(options: TapOptions, fn: TapFunction<Signature>): Untap
}

/**
 * The function of a tap: the signature of the hook, or an async version of it. A hook that asks for
 * a boolean needs it at once.
 */
export type TapFunction<Signature extends (...args: never[]) => unknown> = (
  ...args: Parameters<Signature>
) => TapResult<ReturnType<Signature>>

// biome-ignore lint/suspicious/noConfusingVoidType: most taps return nothing
type TapResult<Result> = boolean extends Result ? Result | void : Result | void | Promise<Result | void>

/** The hooks of a plugin's context. */
export type PluginHooks<Message = unknown> = {
  readonly [Name in keyof HookSignatures<Message>]: PluginHook<HookSignatures<Message>[Name]>
}

/** The limits of a function that a plugin calls for somebody else. */
export interface CallLimits {
  /** Calls whose promise is pending at the same time. More calls wait. Default 100. */
  readonly concurrency?: number
  /** Time limit of one call, in milliseconds. Default `limits.tapMs`. */
  readonly timeoutMs?: number
}

/** A function that somebody else gave to a plugin, such as a handler of an application. */
export interface SupervisedFunction<Arguments extends unknown[]> {
  /** Calls the function, or puts the call in line. Never throws. */
  call(...args: Arguments): void
  /** As many calls wait as may be pending: a tap of `received` should answer 503. */
  readonly isFull: boolean
}

/**
 * Answers a request to a plugin, at once or with a promise.
 * @param signal aborted when the program cancels the request or disconnects
 */
export type RequestHandler = (request: unknown, signal: AbortSignal) => unknown

/** What `setup` receives. Everything acquired through it is released when the plugin is removed. */
export interface PluginContext<Message = unknown> {
  /** The id of this plugin on this node: its name, unless the config sets another. */
  readonly id: string
  /** The node, without tapable hooks and life cycle. */
  readonly node: PluginNode<Message>
  /** The hooks. Their taps are supervised, and removed with the plugin. */
  readonly hooks: PluginHooks<Message>
  /**
   * The folder of the config, or the working directory. Resolve relative paths of the options
   * against it: `path.resolve(ctx.folder, options.file)`.
   */
  readonly folder: string
  /**
   * Where a plugin keeps files that no option names, absolute: the state folder of the node, or
   * `folder` for a node without one. Name a file or folder after the plugin, and create it when it
   * is needed.
   */
  readonly stateFolder: string
  /** A log that prefixes its lines with the id. */
  readonly log: Log
  /**
   * The time of the node. For timers that end with the plugin use {@link every} and {@link after}.
   */
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  /** The randomness of the node. */
  readonly random: Random
  /** Aborted when the plugin is removed. */
  readonly signal: AbortSignal
  /**
   * Runs `task` every `milliseconds` on the node's clock until the plugin is removed. A failure is
   * reported, not thrown. Returns a function that cancels it.
   */
  every(milliseconds: number, task: () => unknown): Untap
  /**
   * Runs `task` once, `milliseconds` from now, on the node's clock, unless the plugin is removed
   * first. A failure is reported, not thrown. Returns a function that cancels it.
   */
  after(milliseconds: number, task: () => unknown): Untap
  /** Runs and awaits `task` when the plugin is removed. The last registered task runs first. */
  onClose(task: () => unknown): void
  /**
   * Supervises a function that somebody else gave to the plugin. A failure is reported as one of
   * the plugin, with `name` in place of the hook, but only this function is quarantined if it keeps
   * failing. The taps of the plugin go on. Pass the reception or peer that the tap got among the
   * arguments: the messages of one source then quarantine nothing, however many fail.
   */
  supervise<Arguments extends unknown[]>(
    name: string,
    fn: (...args: Arguments) => unknown,
    limits?: CallLimits,
  ): SupervisedFunction<Arguments>
  /**
   * Stores the queue and the peers of the node in `store` until the plugin is removed. If this
   * plugin replaces one with another store, the queue is moved.
   * @throws ClacksError ERR_CLACKS_PLUGIN_CONFLICT if another plugin stores the queue
   */
  useQueueStore(store: QueueStore): void
  /**
   * For a plugin that records messages elsewhere, such as an archive: a message that has left the
   * queue stays in the queue store until `recorder` has it, so that no moment remains in which only
   * the memory of the process has it.
   */
  recordMessages(recorder: MessageRecorder): void
  /**
   * Reports what keeps the plugin from doing its work, such as a full disk, until it is called with
   * undefined: `clacks status` and `clacks doctor` show it and fail. A problem that `isOver` is
   * only shown.
   */
  reportProblem(problem: string | undefined, options?: { readonly isOver?: boolean }): void
  /**
   * Answers the requests that programs send to this plugin through the control channel of the node:
   * `control.request(id, request)` of `clacks/control`, such as the commands of the plugin. Request
   * and answer are JSON. What the handler throws is reported to the program, and is not a failure
   * of the plugin. Returns a function that stops answering.
   * @throws ClacksError ERR_CLACKS_STATE if the plugin already answers requests
   */
  onRequest(handler: RequestHandler): Untap
  /**
   * Provides a service to plugins that are set up later.
   * @throws ClacksError ERR_CLACKS_SERVICE_DUPLICATE
   */
  provide<Key extends ServiceKey>(key: Key, service: ServiceOf<Key>): void
  /**
   * Returns a service that another plugin provides, or the application (`services` of the options).
   * A node that runs from a config provides `configuration`. For a service that may be missing, or
   * be replaced while the node runs, use {@link withService}.
   * @throws ClacksError ERR_CLACKS_SERVICE_MISSING
   */
  inject<Key extends ServiceKey>(key: Key): ServiceOf<Key>
  /**
   * Calls `use` with a service whenever there is one: when both plugins are in use, whichever comes
   * first, and again with each replacement. `use` may return a function that ends the use: it is
   * called when the service or this plugin goes or is replaced. Nothing happens while no plugin
   * provides the service. A failure of either is reported, not thrown.
   * @throws ClacksError ERR_CLACKS_STATE once the plugin has been removed
   */
  withService<Key extends ServiceKey>(key: Key, use: (service: ServiceOf<Key>) => Teardown): void
}

/** What `setup` may return: nothing, or a teardown function. */
// biome-ignore lint/suspicious/noConfusingVoidType: most setups return nothing
export type Teardown = void | (() => unknown)

/** The relations of a plugin to others. */
export interface PluginRelations {
  /** Names of plugins that must be in use. They are set up earlier. */
  readonly requires?: readonly string[]
  /** Names of plugins that must not be in use. */
  readonly conflicts?: readonly string[]
  /** Names of plugins whose taps run later than those of this one. `?name` if it is optional. */
  readonly before?: readonly string[]
  /** Names of plugins whose taps run earlier than those of this one. `?name` if it is optional. */
  readonly after?: readonly string[]
  /** Supported versions, as semver ranges. `clacks` is checked. */
  readonly engines?: { readonly clacks?: string }
}

/** A configured plugin. The function that `definePlugin` returns makes one. */
export interface Plugin<Message = unknown> extends PluginRelations {
  /** The name of the plugin: lower-case words with hyphens. */
  readonly name: string
  /** Distinguishes several plugins of the same name. Default: the name. */
  readonly id: string
  readonly version?: string | undefined
  /** The options as given. The host validates and completes them before `setup`. */
  readonly options: unknown
  /** Validates options and fills in defaults. @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS */
  resolveOptions(): unknown | Promise<unknown>
  setup(ctx: PluginContext<Message>, options: unknown): Teardown | Promise<Teardown>
}

/** A plugin in the style of tapable: an object or class instance with `apply(node)`. */
export interface ApplyPlugin {
  readonly name?: string
  apply(node: SupervisedNode): void | Promise<void>
  /** Excludes functions and classes, which inherit an `apply` of their own. */
  readonly call?: never
}

/** The function that `definePlugin` returns, not called: the plugin with default options. */
export interface BarePlugin {
  (): Plugin
  readonly definition: { readonly name: string }
}

/** What `plugins: [...]` and `node.use()` accept. */
export type PluginInput = Plugin | ApplyPlugin | BarePlugin

import { resolve } from 'node:path'
import type { Clock } from '../clock.js'
import { suggestion } from '../did-you-mean.js'
import { ClacksError, type PluginError, reasonOf } from '../errors.js'
import type { EventName, HookSignatures } from '../hooks/hook-table.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Log } from '../log.js'
import type { QueueStoreSlot } from '../queue/store-slot.js'
import type { Random } from '../random.js'
import { VERSION } from '../version.js'
import { asPlugin } from './as-plugin.js'
import { type CheckedPlugin, checkPlugins } from './check-plugins.js'
import { type ContextParts, makeContext } from './context.js'
import { Deadlines } from './deadlines.js'
import { assertRemovable, withDependents } from './dependents.js'
import type { PluginInput } from './plugin.js'
import { PluginInstance } from './plugin-instance.js'
import type { PluginNode, PluginReport } from './plugin-node.js'
import { PluginNodeView } from './plugin-node-view.js'
import type { ScopeParts } from './scope.js'
import type { ServiceKey, ServiceOf } from './service.js'
import { ServiceRegistry } from './services.js'
import type { TapInterceptor } from './tap.js'
import type { HookObserver } from './tap-chain.js'
import { TapChains } from './tap-chains.js'
import { TapInterceptors } from './tap-interceptors.js'

/** The dependencies of the host. */
export interface HostParts {
  readonly node: PluginNode
  readonly hooks: Hooks
  readonly storeSlot: QueueStoreSlot
  /** Called when the plugins of a change are set up, before they take over. May still fail. */
  readonly prepareStore: () => Promise<void>
  /** Called when they have taken over, before the others are torn down. */
  readonly completeStore: () => void
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** The base of relative paths in options. Default: the working directory. */
  readonly folder?: string | undefined
  /** Where plugins keep files of their own. Default: the same as `folder`. */
  readonly stateFolder?: string | undefined
  readonly services?: Readonly<Record<string, unknown>> | undefined
  /** Default timeout of a tap and of each step of a teardown, in milliseconds. */
  readonly tapMs: number
  /** The clacks version to check `engines.clacks` against. Default: the version of this package. */
  readonly version?: string
  /**
   * Reports a failure to the node, which calls `pluginFailed`. A failure of a tap of that hook is
   * only logged.
   */
  readonly report: (error: PluginError) => void
  /** A plugin failed on a message of this source, before or when the message was queued. */
  readonly inputFailed: (source: string) => void
}

/** Sets up, replaces and removes the plugins of a node. */
export class PluginHost {
  readonly #version: string
  readonly #onFailure: (error: PluginError) => void
  readonly #inputFailed: (source: string) => void
  readonly #parts: Pick<HostParts, 'prepareStore' | 'completeStore'>
  readonly #scope: ScopeParts
  readonly #context: ContextParts
  readonly #chains: TapChains
  readonly #deadlines: Deadlines
  /** In use, in the order of their setup. */
  #instances: readonly PluginInstance[] = []
  /** Being set up. */
  #installing: readonly PluginInstance[] = []
  /** Checked, and about to be set up. */
  #expected: readonly CheckedPlugin[] = []
  readonly #interceptors: TapInterceptors
  #lastChange: Promise<unknown> = Promise.resolve()

  constructor(parts: HostParts) {
    const { clock, random, hooks, storeSlot, log, node, tapMs, folder = '.', stateFolder } = parts
    this.#version = parts.version ?? VERSION
    this.#onFailure = parts.report
    this.#inputFailed = parts.inputFailed
    this.#parts = parts
    this.#chains = new TapChains(hooks, clock)
    this.#interceptors = new TapInterceptors(this.#chains)
    this.#deadlines = new Deadlines(clock)
    this.#scope = { clock, limitMs: tapMs, report: (error, source) => this.#report(error, source) }
    this.#context = {
      node: new PluginNodeView(node, hooks),
      clock,
      random,
      log,
      folder: resolve(folder),
      stateFolder: resolve(stateFolder ?? folder),
      storeSlot,
      chains: this.#chains,
      deadlines: this.#deadlines,
      tapMs,
      services: new ServiceRegistry(() => [...this.#instances, ...this.#installing], parts.services),
      knownPlugins: () => [...this.#staying(), ...this.#expected.map(({ plugin }) => plugin)],
    }
  }

  /**
   * Uses several plugins: all of them, or none. All are checked before any of their code runs.
   * Their taps are called from the moment when the last plugin is set up.
   * @throws ClacksError ERR_CLACKS_PLUGIN… for one issue, ERR_CLACKS_PLUGINS for several
   */
  useAll(inputs: readonly PluginInput[]): Promise<void> {
    return this.#serialize(() => this.#install(inputs, []))
  }

  /**
   * Uses a plugin. It replaces a plugin with the same id: the new one is set up first, then takes
   * over at once, and the old one is torn down when its last calls have ended. Plugins that use a
   * service of the old one are set up again. If a setup fails, nothing changes.
   * @throws ClacksError as `useAll`
   */
  use(input: PluginInput): Promise<void> {
    return this.change([input], [])
  }

  /**
   * Removes a plugin.
   * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN; ERR_CLACKS_PLUGIN_MISSING if another plugin
   * requires it or uses one of its services
   */
  remove(id: string): Promise<void> {
    return this.change([], [id])
  }

  /**
   * Uses and removes several plugins in one step, each as `use` and `remove` do. If anything fails,
   * nothing changes.
   * @throws ClacksError as `useAll` and `remove`
   */
  change(inputs: readonly PluginInput[], ids: readonly string[]): Promise<void> {
    return this.#serialize(async () => {
      const plugins = inputs.map(asPlugin)
      const removed = ids.map((id) => this.#instance(id))
      const replaced = this.#instances.filter(({ id }) => plugins.some((plugin) => plugin.id === id))
      const leaving = withDependents([...removed, ...replaced], this.#instances)
      assertRemovable(removed, [...removed, ...replaced], this.#instances)
      const restarted = leaving.filter(
        (instance) => !removed.includes(instance) && !replaced.includes(instance),
      )
      await this.#install([...plugins, ...restarted.map(({ plugin }) => plugin)], leaving)
    })
  }

  /**
   * Calls an observer after all taps of a hook. `received` is observed only if no plugin returned a
   * verdict. Nothing waits for the observer, and its errors are only logged.
   * @returns a function that detaches it
   */
  observe<Name extends EventName>(
    name: Name,
    observer: HookObserver<Parameters<HookSignatures[Name]>>,
  ): () => void {
    return this.#chains.of(name).observe((...args) => {
      try {
        observer(...args)
      } catch (thrown) {
        this.#context.log.error(`An observer of \`${name}\` failed: ${reasonOf(thrown)}`)
      }
    })
  }

  /**
   * Calls an interceptor in place of every tap. Several interceptors are nested, the first one
   * innermost.
   * @returns a function that removes it
   */
  interceptTaps(interceptor: TapInterceptor): () => void {
    return this.#interceptors.add(interceptor)
  }

  /** Removes all plugins, the last one set up first. They can be used again. Never rejects. */
  close(): Promise<void> {
    return this.#serialize(async () => {
      for (const instance of [...this.#instances].reverse()) {
        this.#swap([], [instance])
        await this.#tearDown([instance])
      }
    })
  }

  /**
   * Asks a plugin, see `ctx.onRequest`. Rejects with what its handler throws.
   * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN, ERR_CLACKS_PLUGIN_REQUEST
   */
  async request(id: string, request: unknown, signal: AbortSignal): Promise<unknown> {
    return this.#instance(id).answer(request, signal)
  }

  /** The state of each plugin, in the order of their setup. */
  reports(): PluginReport[] {
    return this.#instances.map((instance) => instance.report())
  }

  /** The service that a plugin provides under a key, if any does. */
  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    return this.#context.services.find(key)
  }

  async #install(inputs: readonly unknown[], leaving: readonly PluginInstance[]): Promise<void> {
    for (const instance of leaving) instance.leaving = true
    try {
      this.#expected = await checkPlugins(inputs, this.#staying(), this.#version)
      for (const checked of this.#expected) await this.#setUp(checked)
      await this.#parts.prepareStore()
    } catch (thrown) {
      for (const instance of leaving) instance.leaving = false
      for (const instance of [...this.#installing].reverse()) await instance.close()
      this.#installing = []
      this.#deadlines.cancelIdleTimers()
      throw thrown
    } finally {
      this.#expected = []
    }
    const installed = this.#installing
    this.#installing = []
    this.#swap(installed, leaving)
    this.#parts.completeStore()
    await this.#tearDown(leaving)
  }

  async #setUp({ plugin, options }: CheckedPlugin): Promise<void> {
    const instance = new PluginInstance(plugin, this.#scope)
    this.#installing = [...this.#installing, instance]
    await instance.setUp(makeContext(instance, this.#context), options)
  }

  /** Switches the taps of both groups at once. */
  #swap(installed: readonly PluginInstance[], leaving: readonly PluginInstance[]): void {
    this.#instances = [...this.#staying().filter((instance) => !leaving.includes(instance)), ...installed]
    for (const instance of installed) instance.active = true
    for (const instance of leaving) {
      instance.leaving = true
      instance.active = false
      for (const use of instance.serviceUses) use.end()
    }
    this.#chains.refresh()
    this.#context.services.update()
  }

  /** Tears down plugins when the last calls that can still reach them have ended. */
  async #tearDown(leaving: readonly PluginInstance[]): Promise<void> {
    if (leaving.length === 0) return
    await this.#chains.settled()
    for (const instance of [...leaving].reverse()) await instance.close()
    this.#deadlines.cancelIdleTimers()
  }

  /** @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN */
  #instance(id: string): PluginInstance {
    const instance = this.#instances.find((one) => one.id === id)
    if (instance !== undefined) return instance
    const known = this.#instances.map((one) => one.id)
    const text = `No plugin with the id "${id}" is in use.${suggestion(id, known)}`
    throw new ClacksError('ERR_CLACKS_PLUGIN_UNKNOWN', text)
  }

  #staying(): PluginInstance[] {
    return this.#instances.filter((instance) => !instance.leaving)
  }

  /** A failure of a tap of `pluginFailed` is only logged: the hook would be called for itself. */
  #report(error: PluginError, source: string | undefined): void {
    const { code, hook, message } = error
    // Later hooks may be called again and again for one message.
    if (source !== undefined && (hook === 'received' || hook === 'queued')) this.#inputFailed(source)
    if (hook === 'pluginFailed' && code !== 'ERR_CLACKS_PLUGIN_QUARANTINED')
      this.#context.log.error(message, { code })
    else this.#onFailure(error)
  }

  /** Runs one change at a time, in the order of the calls. */
  #serialize(change: () => Promise<void>): Promise<void> {
    const result = this.#lastChange.then(change)
    this.#lastChange = result.catch(() => {})
    return result
  }
}

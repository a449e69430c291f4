import { resolve } from 'node:path'
import type { Clock } from '../clock.js'
import { suggestion } from '../did-you-mean.js'
import { ClacksError, type PluginError } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Log } from '../log.js'
import type { QueueStoreSlot } from '../queue/queue-store.js'
import type { Random } from '../random.js'
import { VERSION } from '../version.js'
import { asPlugin } from './as-plugin.js'
import { type CheckedPlugin, checkPlugins } from './check-plugins.js'
import { type ContextParts, makeContext } from './context.js'
import { Deadlines } from './deadlines.js'
import type { PluginInput } from './plugin.js'
import { PluginInstance } from './plugin-instance.js'
import type { PluginNode, PluginReport } from './plugin-node.js'
import { PluginNodeView } from './plugin-node-view.js'
import { refersTo } from './relations.js'
import type { ScopeParts } from './scope.js'
import type { ServiceKey, ServiceOf } from './service.js'
import { ServiceRegistry } from './services.js'
import type { TapWatch } from './tap.js'
import { createTapChains, type TapChains } from './tap-chains.js'

/** What the host needs of its node. */
export interface HostParts {
  readonly node: PluginNode
  readonly hooks: Hooks
  readonly storeSlot: QueueStoreSlot
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Where relative paths in options begin. Default: the working directory. */
  readonly folder?: string | undefined
  /** Milliseconds that one tap may take, unless it says otherwise; and one step of a teardown. */
  readonly tapMs: number
  /** The version of clacks that `engines.clacks` of a plugin is checked against. Default: that of this package. */
  readonly version?: string
  /** Tells the node of a failure, so that it calls `pluginFailed`. A failure within a tap of that hook is logged instead. */
  readonly report: (error: PluginError) => void
}

/** Brings plugins into use on one node, replaces them and takes them out again. */
export class PluginHost {
  readonly #version: string
  readonly #tell: (error: PluginError) => void
  readonly #scope: ScopeParts
  readonly #context: ContextParts
  readonly #chains: TapChains
  readonly #deadlines: Deadlines
  /** In use, in the order in which they were set up. */
  #instances: readonly PluginInstance[] = []
  /** Being set up. */
  #coming: readonly PluginInstance[] = []
  /** Checked, and going to be in use together with those that stay. */
  #expected: readonly CheckedPlugin[] = []
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: HostParts) {
    const { clock, random, hooks, storeSlot, log, node, tapMs, version = VERSION, folder = '.' } = parts
    this.#version = version
    this.#tell = parts.report
    this.#chains = createTapChains(hooks, clock)
    this.#deadlines = new Deadlines(clock)
    this.#scope = { clock, limitMs: tapMs, report: (error) => this.#report(error) }
    this.#context = {
      node: new PluginNodeView(node, hooks),
      clock,
      random,
      log,
      folder: resolve(folder),
      storeSlot,
      chains: this.#chains,
      deadlines: this.#deadlines,
      tapMs,
      services: new ServiceRegistry(() => [...this.#instances, ...this.#coming]),
      known: () => [...this.#staying(), ...this.#expected.map(({ plugin }) => plugin)],
    }
  }

  /**
   * Brings a set of plugins into use: all of them, or none. All faults are found before anything of them runs; their taps come into
   * force together, when the last is set up.
   * @throws ClacksError ERR_CLACKS_PLUGIN… for a fault, ERR_CLACKS_PLUGINS for several
   */
  useAll(inputs: readonly PluginInput[]): Promise<void> {
    return this.#inTurn(() => this.#bring(inputs, []))
  }

  /**
   * Brings a plugin into use. Where its id is in use already, it replaces that plugin: it is set up first, then takes over at once,
   * and the old one is torn down when its last calls have ended. Whoever has taken a service of the old one is set up anew with
   * the new one. Where a setup fails nothing changes.
   * @throws ClacksError as `useAll`
   */
  use(input: PluginInput): Promise<void> {
    return this.change([input], [])
  }

  /**
   * Takes a plugin out of use.
   * @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN; ERR_CLACKS_PLUGIN_MISSING where another requires it or uses a service of it
   */
  remove(id: string): Promise<void> {
    return this.change([], [id])
  }

  /**
   * Brings plugins into use, each as `use` does, and takes others out, each as `remove` does: from one moment to the next all of
   * it holds. Where anything fails nothing changes.
   * @throws ClacksError as `useAll` and `remove`
   */
  change(inputs: readonly PluginInput[], ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const plugins = inputs.map(asPlugin)
      const removed = ids.map((id) => this.#instance(id))
      const replaced = this.#instances.filter(({ id }) => plugins.some((plugin) => plugin.id === id))
      const leaving = this.#withUsers([...removed, ...replaced])
      this.#mayGo(removed, [...removed, ...replaced])
      const anew = leaving.filter((instance) => !removed.includes(instance) && !replaced.includes(instance))
      await this.#bring([...plugins, ...anew.map(({ plugin }) => plugin)], leaving)
    })
  }

  /** Sets, or takes away, who sees the calls of all taps. */
  watch(watch: TapWatch | undefined): void {
    for (const chain of Object.values(this.#chains)) chain.watch(watch)
  }

  /** Takes all plugins out of use, last set up first; they can be brought into use anew. Never rejects. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      for (const instance of [...this.#instances].reverse()) {
        this.#swap([], [instance])
        await this.#dismiss([instance])
      }
    })
  }

  /** How the plugins are doing, in the order in which they were set up. */
  reports(): PluginReport[] {
    return this.#instances.map(({ plugin, supervision }) => ({
      id: plugin.id,
      name: plugin.name,
      version: plugin.version,
      state: supervision.state,
      calls: supervision.calls,
      failures: supervision.failures,
      milliseconds: supervision.milliseconds,
    }))
  }

  /** What a plugin in use provides under a key, if any does. */
  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    return this.#context.services.find(key)
  }

  async #bring(inputs: readonly unknown[], leaving: readonly PluginInstance[]): Promise<void> {
    for (const instance of leaving) instance.going = true
    try {
      this.#expected = await checkPlugins(inputs, this.#staying(), this.#version)
      for (const checked of this.#expected) await this.#setUp(checked)
    } catch (thrown) {
      for (const instance of leaving) instance.going = false
      for (const instance of [...this.#coming].reverse()) await instance.close()
      this.#coming = []
      this.#deadlines.rest()
      throw thrown
    } finally {
      this.#expected = []
    }
    const coming = this.#coming
    this.#coming = []
    this.#swap(coming, leaving)
    await this.#dismiss(leaving)
  }

  async #setUp({ plugin, options }: CheckedPlugin): Promise<void> {
    const instance = new PluginInstance(plugin, this.#scope)
    this.#coming = [...this.#coming, instance]
    await instance.setUp(makeContext(instance, this.#context), options)
  }

  /** From one moment to the next the taps of some run, and those of others do not. */
  #swap(coming: readonly PluginInstance[], leaving: readonly PluginInstance[]): void {
    this.#instances = [...this.#staying().filter((instance) => !leaving.includes(instance)), ...coming]
    for (const instance of coming) instance.serving = true
    for (const instance of leaving) {
      instance.going = true
      instance.serving = false
    }
    for (const chain of Object.values(this.#chains)) chain.refresh()
  }

  /** Tears down plugins that serve no more, when the last calls that could still reach them have ended. */
  async #dismiss(leaving: readonly PluginInstance[]): Promise<void> {
    if (leaving.length === 0) return
    await Promise.all(Object.values(this.#chains).map((chain) => chain.settled()))
    for (const instance of [...leaving].reverse()) await instance.close()
    this.#deadlines.rest()
  }

  /** @throws ClacksError ERR_CLACKS_PLUGIN_UNKNOWN */
  #instance(id: string): PluginInstance {
    const instance = this.#instances.find((one) => one.id === id)
    if (instance !== undefined) return instance
    const known = this.#instances.map((one) => one.id)
    const text = `No plugin with the id "${id}" is in use.${suggestion(id, known)}`
    throw new ClacksError('ERR_CLACKS_PLUGIN_UNKNOWN', text)
  }

  /** Plugins and all that have taken services of them, directly or through others; in the order in which they were set up. */
  #withUsers(instances: readonly PluginInstance[]): PluginInstance[] {
    const found = new Set(instances)
    for (const one of found) {
      for (const other of this.#instances) if (other.uses.has(one)) found.add(other)
    }
    return this.#instances.filter((one) => found.has(one))
  }

  /** Whether nobody who stays as it is needs one of those who go. Those who come, or come anew, are checked when they do. */
  #mayGo(removed: readonly PluginInstance[], changed: readonly PluginInstance[]): void {
    const staying = this.#instances.filter((instance) => !changed.includes(instance))
    for (const instance of removed) {
      const others = this.#instances.filter((other) => !removed.includes(other))
      const needs = (other: PluginInstance): boolean => {
        const required = other.requires.filter(
          (reference) => !reference.startsWith('?') && refersTo(reference, other, instance),
        )
        // Another of the same name may do as well.
        const missed = required.some(
          (reference) => !others.some((third) => refersTo(reference, other, third)),
        )
        return missed || other.uses.has(instance)
      }
      const users = staying.filter(needs).map(({ id }) => `"${id}"`)
      if (users.length === 0) continue
      const text = `Plugin "${instance.id}" cannot be removed: ${users.join(', ')} cannot be without it. Remove ${users.join(', ')} first.`
      throw new ClacksError('ERR_CLACKS_PLUGIN_MISSING', text)
    }
  }

  #staying(): PluginInstance[] {
    return this.#instances.filter((instance) => !instance.going)
  }

  /** A failure within a tap of `pluginFailed` is only logged: told to that hook, it would go round until the quarantine. */
  #report(error: PluginError): void {
    const { code, hook, message } = error
    if (hook === 'pluginFailed' && code !== 'ERR_CLACKS_PLUGIN_QUARANTINED') this.#context.log.error(message)
    else this.#tell(error)
  }

  /** One change at a time, in the order in which they were asked for. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(change)
    this.#last = turn.catch(() => {})
    return turn
  }
}

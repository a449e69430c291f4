import type { Clock } from '../clock.js'
import { ClacksError, PluginError } from '../errors.js'
import { within } from './deadlines.js'
import type { Plugin, PluginContext, RequestHandler, Teardown, Untap } from './plugin.js'
import type { PluginProblem, PluginReport } from './plugin-node.js'
import { Scope, type ScopeParts } from './scope.js'
import type { UpdatedUse } from './service-use.js'
import { setupError } from './setup-error.js'
import { Supervision } from './supervision.js'
import type { TapOwner } from './tap.js'

/** Time limit of the setup of a plugin, in milliseconds. */
export const SETUP_MS = 10_000

/** A plugin that a node uses, is setting up, or is removing. */
export class PluginInstance implements TapOwner {
  readonly plugin: Plugin
  readonly supervision: Supervision
  readonly scope: Scope
  /** The services that it provides. */
  readonly services = new Map<string, unknown>()
  /** The plugins whose services it injected. */
  readonly uses = new Set<PluginInstance>()
  /** The services that it uses while there are such. */
  readonly serviceUses = new Set<UpdatedUse>()
  readonly #untaps = new Set<Untap>()
  readonly #clock: Clock
  #handler: RequestHandler | undefined
  /** Whether its taps and services are in use. */
  active = false
  /** Whether it is being removed or replaced. */
  leaving = false
  /** What keeps it from doing its work, as it reports. */
  problem: PluginProblem | undefined
  /** The number of its taps so far. Its own taps run in the order of registration. */
  taps = 0

  constructor(plugin: Plugin, parts: ScopeParts) {
    this.plugin = plugin
    this.#clock = parts.clock
    this.supervision = new Supervision(plugin.id, parts.clock, parts.report)
    this.scope = new Scope(plugin.id, parts)
  }

  get id(): string {
    return this.plugin.id
  }
  get name(): string {
    return this.plugin.name
  }
  get requires(): readonly string[] {
    return this.plugin.requires ?? []
  }
  get conflicts(): readonly string[] {
    return this.plugin.conflicts ?? []
  }
  get before(): readonly string[] {
    return this.plugin.before ?? []
  }
  get after(): readonly string[] {
    return this.plugin.after ?? []
  }

  report(): PluginReport {
    const { plugin, supervision, problem } = this
    return {
      id: plugin.id,
      name: plugin.name,
      version: plugin.version,
      state: supervision.state,
      calls: supervision.calls,
      failures: supervision.failures,
      milliseconds: supervision.milliseconds,
      seconds: supervision.seconds.snapshot(),
      quarantines: supervision.quarantines,
      problem,
    }
  }

  /** Answers a request. @throws ClacksError ERR_CLACKS_PLUGIN_REQUEST if it does not */
  async answer(request: unknown, signal: AbortSignal): Promise<unknown> {
    if (this.#handler !== undefined) return this.#handler(request, signal)
    throw new ClacksError('ERR_CLACKS_PLUGIN_REQUEST', `Plugin "${this.id}" does not answer requests.`)
  }

  /**
   * @returns a function that stops answering
   * @throws ClacksError ERR_CLACKS_STATE
   */
  answerWith(handler: RequestHandler): Untap {
    if (this.#handler !== undefined)
      throw new ClacksError('ERR_CLACKS_STATE', `Plugin "${this.id}" already answers requests.`)
    this.#handler = handler
    return () => {
      this.#handler = undefined
    }
  }

  /** Calls `untap` when the plugin is removed, unless the returned function did so before. */
  releaseOnClose(untap: Untap): Untap {
    const once = (): void => {
      if (this.#untaps.delete(once)) untap()
    }
    this.#untaps.add(once)
    return once
  }

  /**
   * @throws PluginError ERR_CLACKS_PLUGIN_SETUP, ERR_CLACKS_PLUGIN_ENVIRONMENT,
   *   ERR_CLACKS_PLUGIN_TIMEOUT, or the code of a ClacksError that the plugin throws
   */
  async setUp(context: PluginContext, options: unknown): Promise<void> {
    const reason = `Its setup took longer than ${SETUP_MS} ms (it must not await node.use() or node.remove()).`
    const timeoutError = (): PluginError =>
      new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.id, 'setup', reason)
    // Also for a setup that ends too late: the scope is closed then and runs the teardown at once.
    const registerTeardown = (teardown: Teardown): void => {
      if (typeof teardown === 'function') this.scope.onClose(teardown)
    }
    try {
      const setup = (): Teardown | Promise<Teardown> => this.plugin.setup(context, options)
      registerTeardown(await within(this.#clock, SETUP_MS, setup, timeoutError, registerTeardown))
    } catch (thrown) {
      throw setupError(this.id, thrown)
    }
  }

  /** Removes the taps and releases all resources. Never rejects. */
  async close(): Promise<void> {
    this.active = false
    for (const untap of [...this.#untaps]) untap()
    await this.scope.close()
  }
}

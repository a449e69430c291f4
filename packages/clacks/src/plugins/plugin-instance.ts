import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { thrownText } from '../hooks/thrown-at.js'
import { within } from './deadlines.js'
import type { Plugin, PluginContext, Teardown, Untap } from './plugin.js'
import { Scope, type ScopeParts } from './scope.js'
import { Supervision } from './supervision.js'
import type { TapOwner } from './tap.js'

/** Milliseconds that the setup of a plugin may take. */
export const SETUP_MS = 10_000

/** A plugin in use on one node, or about to be, or about to go. */
export class PluginInstance implements TapOwner {
  readonly plugin: Plugin
  readonly supervision: Supervision
  readonly scope: Scope
  /** What it offers to others. */
  readonly services = new Map<string, unknown>()
  /** Whose services it has taken. */
  readonly uses = new Set<PluginInstance>()
  readonly #untaps = new Set<Untap>()
  readonly #clock: Clock
  serving = false
  going = false
  /** Counts its taps: among themselves they keep the order of its calls. */
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

  /** Remembers what takes a tap out, for when the plugin goes. */
  hold(untap: Untap): Untap {
    const once = (): void => {
      if (this.#untaps.delete(once)) untap()
    }
    this.#untaps.add(once)
    return once
  }

  /** @throws PluginError ERR_CLACKS_PLUGIN_SETUP, ERR_CLACKS_PLUGIN_TIMEOUT */
  async setUp(context: PluginContext, options: unknown): Promise<void> {
    const reason = `Its setup took longer than ${SETUP_MS} ms (it must not wait for node.use() or node.remove()).`
    const tooLate = (): PluginError => new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.id, 'setup', reason)
    // A setup that ends too late, when the plugin has gone: what it opened is closed at once.
    const keep = (teardown: Teardown): void => {
      if (typeof teardown === 'function') this.scope.onClose(teardown)
    }
    try {
      keep(await within(this.#clock, SETUP_MS, () => this.plugin.setup(context, options), tooLate, keep))
    } catch (thrown) {
      if (thrown instanceof PluginError && thrown.code === 'ERR_CLACKS_PLUGIN_TIMEOUT') throw thrown
      throw new PluginError('ERR_CLACKS_PLUGIN_SETUP', this.id, 'setup', thrownText(thrown), {
        cause: thrown,
      })
    }
  }

  /** Gives everything back. Never rejects. */
  async close(): Promise<void> {
    this.serving = false
    for (const untap of [...this.#untaps]) untap()
    await this.scope.close()
  }
}

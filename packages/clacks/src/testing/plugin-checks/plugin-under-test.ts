import { withoutRemedy } from '../../errors.js'
import type { Plugin } from '../../plugins/plugin.js'
import { createNetwork, type Network, type NetworkOptions } from '../network.js'

/** What is checked: the plugin, and what its author says of it. */
export interface TestedPlugin {
  /** Makes a configured plugin. Each call makes a fresh one where the plugin can. */
  readonly create: (options: unknown) => Plugin
  readonly valid: readonly unknown[]
  readonly invalid: readonly unknown[]
  /** Messages that the plugin lets through, in whatever form. */
  readonly passing: readonly unknown[]
  /** Other plugins that must be there too. */
  readonly companions: () => readonly Plugin[]
  readonly changesInPlace: boolean
}

/** Messages a second: a plugin that writes files takes real time for each. */
const SENDRATE = 5

/** A network for a check: quiet but for its messages. */
export function createTestNetwork(options: NetworkOptions): Promise<Network> {
  return createNetwork({
    patient: true,
    latency: 5,
    options: { sendrate: SENDRATE, idleAnnounce: 0 },
    ...options,
  })
}

/** The first of the valid options: what most checks use. */
export function usual(tested: TestedPlugin): Plugin {
  return tested.create(copyOf(tested.valid[0]))
}

/** A copy of options, so that no check sees what another left; options with functions in them are not copied. */
export function copyOf(options: unknown): unknown {
  try {
    return structuredClone(options)
  } catch {
    return options
  }
}

/** The plugin under another id. */
export function underId(plugin: Plugin, id: string): Plugin {
  return {
    ...plugin,
    id,
    resolveOptions: () => plugin.resolveOptions(),
    setup: (ctx, options) => plugin.setup(ctx, options),
  }
}

/** A network in which every node has the plugin and its companions. */
export function withPlugin(tested: TestedPlugin): Pick<NetworkOptions, 'plugins'> {
  return { plugins: () => [...tested.companions(), usual(tested)] }
}

/** The first failure of one of these plugins, as a line, and what the plugin threw. */
export function failureOf(
  network: Network,
  ...ids: readonly string[]
): { readonly line: string; readonly thrown: unknown } | undefined {
  const failure = network.failures.find(({ error }) => ids.includes(error.plugin))
  if (failure === undefined) return undefined
  const { node, error } = failure
  return { line: `${node}: ${withoutRemedy(error)}`, thrown: error.cause }
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutRemedy } from '../../errors.js'
import type { Plugin } from '../../plugins/plugin.js'
import { Network } from '../network.js'
import type { NetworkOptions } from '../network-options.js'

/** The plugin under test, and what its author declares about it. */
export interface TestedPlugin {
  /** Creates a configured plugin, a new one on each call if possible. */
  readonly create: (options: unknown) => Plugin
  readonly valid: readonly unknown[]
  readonly invalid: readonly unknown[]
  /** Messages that the plugin passes on, changed or not. */
  readonly passing: readonly unknown[]
  /** Other plugins that it requires. */
  readonly companions: () => readonly Plugin[]
  readonly changesInPlace: boolean
}

/** Messages per second: a plugin that writes files takes real time for each. */
const SENDRATE = 5

/** A network for a check. Its nodes have temporary folders, which go when it is disposed of. */
export class TestNetwork extends Network {
  readonly #folder: string

  constructor(folder: string, options: TestNetworkOptions) {
    super({
      patient: true,
      latency: 5,
      options: (name) => ({ sendrate: SENDRATE, idleAnnounce: 0, folder: join(folder, name) }),
      ...options,
    })
    this.#folder = folder
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    try {
      await super[Symbol.asyncDispose]()
    } finally {
      await rm(this.#folder, { recursive: true, force: true })
    }
  }
}

/** The nodes, and their plugins. */
export interface TestNetworkOptions {
  readonly nodes: readonly string[]
  readonly plugins: Required<NetworkOptions>['plugins']
}

/** Creates and starts a network for a check. Each node has a folder of its own. */
export async function createTestNetwork(options: TestNetworkOptions): Promise<TestNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'clacks-contract-'))
  const network = new TestNetwork(folder, options)
  try {
    for (const name of options.nodes) await mkdir(join(folder, name))
    await network.start()
    return network
  } catch (thrown) {
    await network[Symbol.asyncDispose]()
    throw thrown
  }
}

/** The plugin with the first of its valid options. */
export function usual(tested: TestedPlugin): Plugin {
  return tested.create(copyOf(tested.valid[0]))
}

/**
 * A copy of options, so that checks do not share state; options that contain functions are not
 * copied.
 */
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
export function withPlugin(tested: TestedPlugin): Pick<TestNetworkOptions, 'plugins'> {
  return { plugins: () => [...tested.companions(), usual(tested)] }
}

/** The first failure of one of these plugins, as text, and what the plugin threw. */
export function failureOf(
  network: Network,
  ...ids: readonly string[]
): { readonly line: string; readonly thrown: unknown } | undefined {
  const failure = network.failures.find(({ error }) => ids.includes(error.plugin))
  if (failure === undefined) return undefined
  const { node, error } = failure
  return { line: `${node}: ${withoutRemedy(error)}`, thrown: error.cause }
}

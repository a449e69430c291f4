import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { every, systemClock } from '../clock.js'
import { ClacksError } from '../errors.js'
import { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import { systemRandom } from '../random.js'
import { OptionsError } from '../settings/options-error.js'
import { makeCertificate } from '../transport/certificate.js'
import { stringifyMessage } from '../wire/json.js'
import { type Duration, milliseconds } from './duration.js'
import { LegacyNode } from './legacy-node.js'
import { neighboursIn, type Topology, topologyIssues } from './topology.js'

/** Nodes listen here, on a free port. */
const HOST = '127.0.0.1'
/** Milliseconds between two checks of a condition. */
const POLL_MS = 20

/**
 * A node of the network: its options, or a function that creates it with the options of the
 * network, such as `(options) => createNode('./clacks.config.ts', { overrides: options })`.
 */
export type LoopbackNode = ClacksOptions | ((options: ClacksOptions) => Clacks | Promise<Clacks>)

/** Options of a network on loopback. */
export interface LoopbackOptions {
  /** The nodes by name. */
  readonly nodes: Readonly<Record<string, LoopbackNode>>
  /**
   * Names of nodes that run clacks-p2p 0.3 from npm, each in its own process. The package must be
   * installed. Default: none.
   */
  readonly legacy?: readonly string[]
  /** Messages per second of nodes that do not set it themselves. Default 20. */
  readonly sendrate?: number
  /** Which nodes know each other at the start; legacy nodes come last. Default `full`. */
  readonly topology?: Topology
  /** Interrupts what is awaited, as Ctrl-C does. `await using` still has to stop the network. */
  readonly signal?: AbortSignal
}

/** A node of either kind. */
interface Participant {
  readonly address: Address
  readonly arrivals: readonly unknown[]
  held(): readonly unknown[]
  know(hostname: string, port: number): unknown
  end(): Promise<void>
}

/**
 * A small network of real nodes on loopback, over TLS, each on a free port, with clacks-p2p nodes
 * on request. Created and started by {@link createLoopback}. For a network without sockets and real
 * time, use `createNetwork`.
 */
export class Loopback {
  readonly #options: LoopbackOptions
  readonly #nodes = new Map<string, Clacks>()
  readonly #legacies = new Map<string, LegacyNode>()
  readonly #stateFolders: string[] = []
  readonly #participants = new Map<string, Participant>()
  readonly #killed = new Set<string>()
  #broken: string | undefined

  /** @throws OptionsError if the topology is not valid */
  constructor(options: LoopbackOptions) {
    const { nodes, legacy = [], topology = 'full' } = options
    const issues = topologyIssues(topology, [...Object.keys(nodes), ...legacy])
    if (issues.length > 0) throw new OptionsError(issues, 'network')
    this.#options = options
  }

  /** The names of all nodes, including killed ones; legacy nodes come last. */
  get names(): readonly string[] {
    return [...this.#participants.keys()]
  }

  /** A clacks node by name. @throws ClacksError ERR_CLACKS_OPTION if there is none */
  node(name: string): Clacks {
    return found(this.#nodes, name)
  }

  /** A legacy node by name. @throws ClacksError ERR_CLACKS_OPTION if there is none */
  legacy(name: string): LegacyNode {
    return found(this.#legacies, name)
  }

  /** Every message that has entered the queue of a node, oldest first, with repetitions. */
  arrivals(name: string): readonly unknown[] {
    return found(this.#participants, name).arrivals
  }

  /**
   * The distinct messages that have entered the queue of a node, in order of their first arrival.
   */
  seen(name: string): unknown[] {
    return different(this.arrivals(name))
  }

  /** The messages that a node holds: queued and in flight. Only queued ones for a legacy node. */
  held(name: string): readonly unknown[] {
    return this.#killed.has(name) ? [] : found(this.#participants, name).held()
  }

  /** The distinct messages that any node holds. */
  messages(): unknown[] {
    return different(this.names.flatMap((name) => this.held(name)))
  }

  /** The name of the node that has an address, if any. */
  nameOf(address: Address): string | undefined {
    const key = formatAddress(address)
    return this.names.find((name) => formatAddress(found(this.#participants, name).address) === key)
  }

  /**
   * Waits until a condition holds.
   * @param what a description of the condition, for the error
   * @throws ClacksError ERR_CLACKS_LOOPBACK if it does not hold in time, or if a legacy node exits
   * @throws the reason of the signal when it aborts
   */
  async until(what: string, condition: () => boolean, within: Duration = '30s'): Promise<void> {
    const limit = systemClock.monotonic() + milliseconds(within)
    const { signal } = this.#options
    const ended = await new Promise<string | undefined>((resolve, reject) => {
      const check = (): void => {
        const late = systemClock.monotonic() > limit ? `Timed out after ${within}: ${what}.` : undefined
        const end = this.#broken ?? late
        if (!signal?.aborted && end === undefined && !condition()) return
        cancel()
        if (signal?.aborted) reject(signal.reason)
        else resolve(condition() ? undefined : end)
      }
      const cancel = every(systemClock, POLL_MS, check)
    })
    if (ended !== undefined) throw new ClacksError('ERR_CLACKS_LOOPBACK', ended)
  }

  /**
   * Lets real time pass.
   * @throws the reason of the signal when it aborts; as {@link until} if a legacy node exits
   */
  async pass(duration: Duration): Promise<void> {
    const end = systemClock.monotonic() + milliseconds(duration)
    await this.until('time has passed', () => systemClock.monotonic() >= end, milliseconds(duration) + 10_000)
  }

  /** Kills a node: its messages are lost and nothing answers on its port. */
  async kill(name: string): Promise<void> {
    const participant = found(this.#participants, name)
    this.#killed.add(name)
    await participant.end()
  }

  /** Starts all nodes and introduces them to each other. If the start fails, all are stopped. */
  async start(): Promise<void> {
    const { nodes, legacy = [], topology = 'full', sendrate = 20 } = this.#options
    try {
      for (const [name, given] of Object.entries(nodes)) await this.#add(name, given, sendrate)
      for (const name of legacy) await this.#addLegacy(name, sendrate)
      const neighbours = neighboursIn(topology, this.names, () => systemRandom)
      for (const [index, participant] of [...this.#participants.values()].entries()) {
        for (const other of neighbours(index)) {
          const { hostname, port } = found(this.#participants, other).address
          participant.know(hostname, port)
        }
      }
    } catch (thrown) {
      await this.stop()
      throw thrown
    }
  }

  /** Stops all nodes and processes. */
  async stop(): Promise<void> {
    const ends = [...this.#nodes.values()].map((node) => node.stop())
    await Promise.all([...ends, ...[...this.#legacies.values()].map((legacy) => legacy.kill())])
    await Promise.all(this.#stateFolders.map((folder) => rm(folder, { recursive: true, force: true })))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #add(name: string, given: LoopbackNode, sendrate: number): Promise<void> {
    // Nothing outlives the network: ports change from run to run, so stored pins would be wrong.
    const stateFolder = await mkdtemp(join(tmpdir(), 'clacks-loopback-'))
    this.#stateFolders.push(stateFolder)
    const place = {
      ...(await makeCertificate(HOST)),
      hostname: HOST,
      port: 0,
      tls: { trust: 'tofu' },
      stateFolder,
    } as const
    const node =
      typeof given === 'function'
        ? await given({ ...place, sendrate })
        : new Clacks({ sendrate, ...given, ...place })
    this.#nodes.set(name, node)
    const arrivals: unknown[] = []
    node.hooks.queued.tap('loopback', (message) => {
      arrivals.push(message)
    })
    await node.start()
    this.#participants.set(name, {
      address: node.address,
      arrivals,
      held: () => [...node.peek(), ...node.inFlightMessages()],
      know: (hostname, port) => node.addPeer(hostname, port),
      end: () => node.stop(),
    })
  }

  async #addLegacy(name: string, sendrate: number): Promise<void> {
    const died = (output: string): void => {
      this.#broken = `The clacks-p2p node ${JSON.stringify(name)} exited. Its output:\n${output}`
    }
    const legacy = await LegacyNode.start({ sendrate, died })
    this.#legacies.set(name, legacy)
    const { hostname, port, arrivals } = legacy
    this.#participants.set(name, {
      address: { hostname, port },
      arrivals,
      held: () => legacy.queue,
      know: (host, at) => legacy.addPeer(host, at),
      end: () => legacy.kill(),
    })
  }
}

/**
 * Creates a network of real nodes on loopback and starts it.
 *
 * @example
 * await using network = await createLoopback({
 *   nodes: { a: {}, b: { plugins: [shout] } },
 *   legacy: ['old'],
 * })
 * network.node('a').enqueue('GNU Terry Pratchett')
 * await network.until('every node has received it', () =>
 *   network.names.every((name) => network.arrivals(name).length > 0),
 * )
 * @throws ClacksError ERR_CLACKS_LOOPBACK if clacks-p2p is needed but not installed
 * @throws the error of a node that cannot start
 */
export async function createLoopback(options: LoopbackOptions): Promise<Loopback> {
  const network = new Loopback(options)
  await network.start()
  return network
}

function different(messages: readonly unknown[]): unknown[] {
  return Array.from(new Set(messages.map(stringifyMessage)), (text): unknown => JSON.parse(text))
}

function found<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name)
  if (value !== undefined) return value
  const known = [...map.keys()].join(', ')
  throw new ClacksError(
    'ERR_CLACKS_OPTION',
    `The network has no node ${JSON.stringify(name)}; it has ${known}.`,
  )
}

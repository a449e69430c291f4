import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { every, systemClock } from '../clock.js'
import { ClacksError } from '../errors.js'
import { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import { makeCertificate } from '../transport/certificate.js'
import type { KeyPair } from '../transport/key-pair.js'
import { stringifyMessage } from '../wire/json.js'
import { type Duration, milliseconds } from './duration.js'
import { LegacyNode } from './legacy-node.js'
import { knownTo, type Topology } from './topology.js'

/** Loopback, and a free port. */
const HOST = '127.0.0.1'
/** How often a condition is looked at. */
const LOOK_MS = 20

/**
 * How a node comes into the network: its options; or what makes it of the options that put it there, as
 * `(options) => createNode('./clacks.config.ts', { overrides: options })`.
 */
export type LoopbackNode = ClacksOptions | ((options: ClacksOptions) => Clacks | Promise<Clacks>)

/** What a network on loopback is made of. */
export interface LoopbackOptions {
  /** The nodes by name. */
  readonly nodes: Readonly<Record<string, LoopbackNode>>
  /**
   * Names of nodes that are a clacks-p2p 0.3 from npm, each in a process of its own. It must be installed where the program runs.
   * Default: none.
   */
  readonly legacy?: readonly string[]
  /** Messages a second of each node whose own options say nothing else. Default 20. */
  readonly sendrate?: number
  /** Who knows whom at the start; the legacy nodes come last. Default `full`. */
  readonly topology?: Topology
  /** Breaks off what is waited for, as Ctrl-C does: the network is left for `await using` to stop. */
  readonly signal?: AbortSignal
}

/** Who takes part. */
interface Participant {
  readonly address: Address
  readonly arrivals: readonly unknown[]
  held(): readonly unknown[]
  know(hostname: string, port: number): unknown
  end(): Promise<void>
}

/**
 * A small network of real nodes on loopback, each on a free port, over TLS, a clacks-p2p among them where it is asked for. Made and
 * started by {@link createLoopback}; where neither sockets nor real time are wanted there is `createNetwork`.
 */
export class Loopback {
  readonly #options: LoopbackOptions
  readonly #pair: KeyPair
  readonly #nodes = new Map<string, Clacks>()
  readonly #legacies = new Map<string, LegacyNode>()
  readonly #participants = new Map<string, Participant>()
  readonly #killed = new Set<string>()
  #broken: string | undefined

  /** @param pair key and certificate of all nodes */
  constructor(options: LoopbackOptions, pair: KeyPair) {
    this.#options = options
    this.#pair = pair
  }

  /** The names of all nodes, killed ones included: ours, then the legacy ones. */
  get names(): readonly string[] {
    return [...this.#participants.keys()]
  }

  /** One of our nodes. @throws ClacksError ERR_CLACKS_OPTION where there is none of this name */
  node(name: string): Clacks {
    return found(this.#nodes, name)
  }

  /** One of the legacy nodes. @throws ClacksError ERR_CLACKS_OPTION where there is none of this name */
  legacy(name: string): LegacyNode {
    return found(this.#legacies, name)
  }

  /** Every message that ever entered the queue of a node, oldest first; again where it came again. */
  arrivals(name: string): readonly unknown[] {
    return found(this.#participants, name).arrivals
  }

  /** The different messages that ever entered the queue of a node, in the order in which they first came. */
  seen(name: string): unknown[] {
    return different(this.arrivals(name))
  }

  /** What a node has now: in its queue, and on the way from there. Of a legacy node only what is in its queue. */
  held(name: string): readonly unknown[] {
    return this.#killed.has(name) ? [] : found(this.#participants, name).held()
  }

  /** The messages that are at some node now, each once however many copies there are. */
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
   * @param what what is waited for, for the error
   * @throws ClacksError ERR_CLACKS_LOOPBACK where it does not hold in time, or a legacy node has ended by itself; the reason of the signal where it aborts
   */
  async until(what: string, condition: () => boolean, within: Duration = '30s'): Promise<void> {
    const limit = systemClock.elapsed() + milliseconds(within)
    const { signal } = this.#options
    const ended = await new Promise<string | undefined>((resolve, reject) => {
      const look = (): void => {
        const late = systemClock.elapsed() > limit ? `Not within ${within}: ${what}.` : undefined
        const end = this.#broken ?? late
        if (!signal?.aborted && end === undefined && !condition()) return
        cancel()
        if (signal?.aborted) reject(signal.reason)
        else resolve(condition() ? undefined : end)
      }
      const cancel = every(systemClock, LOOK_MS, look)
    })
    if (ended !== undefined) throw new ClacksError('ERR_CLACKS_LOOPBACK', ended)
  }

  /** Lets real time pass. @throws the reason of the signal where it aborts; as {@link until} where a legacy node has ended */
  async pass(duration: Duration): Promise<void> {
    const end = systemClock.elapsed() + milliseconds(duration)
    await this.until('time has passed', () => systemClock.elapsed() >= end, milliseconds(duration) + 10_000)
  }

  /** Ends a node: what it has is gone from the network, and nobody answers there. */
  async kill(name: string): Promise<void> {
    const participant = found(this.#participants, name)
    this.#killed.add(name)
    await participant.end()
  }

  /** Starts all nodes and makes them known to each other. A network whose start failed has stopped. */
  async start(): Promise<void> {
    const { nodes, legacy = [], topology = 'full', sendrate = 20 } = this.#options
    try {
      for (const [name, given] of Object.entries(nodes)) await this.#add(name, given, sendrate)
      for (const name of legacy) await this.#addLegacy(name, sendrate)
      for (const [index, participant] of [...this.#participants.values()].entries()) {
        for (const other of knownTo(topology, this.names, index)) {
          const { hostname, port } = found(this.#participants, other).address
          participant.know(hostname, port)
        }
      }
    } catch (thrown) {
      await this.stop()
      throw thrown
    }
  }

  /** Ends all nodes and processes. */
  async stop(): Promise<void> {
    const ends = [...this.#nodes.values()].map((node) => node.stop())
    await Promise.all([...ends, ...[...this.#legacies.values()].map((legacy) => legacy.kill())])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #add(name: string, given: LoopbackNode, sendrate: number): Promise<void> {
    // In memory: ports are others in each run, so that keys which were pinned for them in an earlier run say nothing.
    const place = { ...this.#pair, hostname: HOST, port: 0, tls: { trust: 'tofu' } } as const
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
      this.#broken = `The clacks-p2p ${JSON.stringify(name)} has ended by itself. It printed:\n${output}`
    }
    const legacy = await LegacyNode.start({ pair: this.#pair, sendrate, died })
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
 * Makes a network of real nodes on loopback and starts it.
 *
 * @example
 * await using network = await createLoopback({ nodes: { a: {}, b: { plugins: [shout] } }, legacy: ['old'] })
 * network.node('a').enqueue('GNU Terry Pratchett')
 * await network.until('it was everywhere', () => network.names.every((name) => network.arrivals(name).length > 0))
 * @throws ClacksError ERR_CLACKS_LOOPBACK where clacks-p2p is asked for and is not installed; and what a node throws that cannot start
 */
export async function createLoopback(options: LoopbackOptions): Promise<Loopback> {
  const network = new Loopback(options, await makeCertificate(HOST))
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
  throw new ClacksError('ERR_CLACKS_OPTION', `There is no node ${JSON.stringify(name)}; there are ${known}.`)
}

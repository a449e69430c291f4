import { ClacksError } from '../errors.js'
import type { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import type { NodeStatistics } from '../plugins/clacks-node.js'
import { type Latency, type Loss, MemoryNetwork } from '../transport/memory.js'
import { stringifyMessage } from '../wire/json.js'
import {
  assertConserved,
  assertInOnePlace,
  assertNothingInvented,
  type MessageRecords,
} from './conservation.js'
import { Counts } from './counts.js'
import type { Duration } from './duration.js'
import { type Failure, History } from './history.js'
import { type Location, MessageLocator } from './message-locator.js'
import { NetworkNode, type NodeOptions } from './network-node.js'
import { type Seed, SeededRandom } from './seeded-random.js'
import { oneTurn, workDone } from './settled.js'
import { knownTo, type Topology } from './topology.js'
import { total } from './total.js'
import { VirtualClock } from './virtual-clock.js'

/** What a simulated network is made of. */
export interface NetworkOptions {
  /** How many nodes (`node-1`, `node-2` …), or their names, which must be host names. Default 3. */
  readonly nodes?: number | readonly string[]
  /** The same seed gives the same history. Default 1. */
  readonly seed?: Seed
  /** Milliseconds each way. Default 10. */
  readonly latency?: Latency
  /** Chance that a request, or its answer, is lost. Default 0. */
  readonly loss?: Loss
  /** Who knows whom at the start. Default `full`. */
  readonly topology?: Topology
  /** The plugins of each node. Where they keep something of a node in a closure, give a function. */
  readonly plugins?: ClacksOptions['plugins'] | ((name: string, index: number) => ClacksOptions['plugins'])
  /** Further options of each node. */
  readonly options?: NodeOptions | ((name: string, index: number) => NodeOptions)
  /**
   * Waits for files and workers of the machine between two timers, for plugins whose taps read or write: on the clock of
   * the network it takes no time. Such a run cannot be repeated exactly. Default false; `setup`, and taps of `started` and
   * `stopping`, are always waited for.
   */
  readonly patient?: boolean
  /** Names of nodes that show no capabilities, as a peer of the original protocol. */
  readonly legacy?: readonly string[]
}

/** One message of {@link Network.messages}. */
export interface LocatedMessage<Message> extends Location {
  readonly message: Message
}

/** What all forms of a message have in common, where taps change it. */
export type MessageMatcher<Message> = (message: Message) => boolean

/**
 * A network of nodes in one process, without sockets and without real time: it stands still until it is told to go on, and
 * the same seed always gives the same history. Made and started by {@link createNetwork}.
 */
export class Network<Message = unknown> {
  /** The clock of all nodes. */
  readonly clock: VirtualClock
  /** What the nodes are connected by; `memoryNetwork.conditions` holds latency and loss, which can be changed at any moment. */
  readonly memoryNetwork: MemoryNetwork
  readonly #options: NetworkOptions
  readonly #random: SeededRandom
  readonly #networkNodes = new Map<string, NetworkNode<Message>>()
  readonly #history: History
  readonly #lost = new Counts()

  /** @throws ClacksError ERR_CLACKS_ADDRESS, ERR_CLACKS_OPTION; and what the constructor of a node throws */
  constructor(options: NetworkOptions = {}) {
    const clock = new VirtualClock(undefined, options.patient ? workDone : oneTurn)
    this.clock = clock
    this.#options = options
    this.#random = new SeededRandom(options.seed ?? 1)
    this.#history = new History(clock)
    const { latency = 10, loss = 0 } = options
    this.memoryNetwork = new MemoryNetwork({ clock, random: this.#random.fork('ether'), latency, loss })
    for (const name of namesFrom(options.nodes ?? 3)) this.#join(name)
  }

  /** The nodes that were not killed, in order. */
  get nodes(): readonly Clacks<Message>[] {
    return this.#all()
      .filter(({ killed }) => !killed)
      .map(({ node }) => node)
  }

  /** The names of all nodes, killed ones included, in order. */
  get names(): readonly string[] {
    return [...this.#networkNodes.keys()]
  }

  /** A node by name or index. @throws ClacksError ERR_CLACKS_OPTION where there is none */
  node(which: string | number): Clacks<Message> {
    return this.#networkNode(which).node
  }

  /** Starts all nodes and makes them known to each other, as the topology says. */
  async start(): Promise<void> {
    await this.clock.complete(Promise.all(this.#all().map(({ node }) => node.start())))
    const names = this.names
    for (const [index, networkNode] of this.#all().entries()) this.#introduce(networkNode, names, index)
  }

  /** Lets time pass. */
  async advance(duration: Duration): Promise<void> {
    await this.clock.advance(duration)
  }

  /** Runs the next timer only, whenever it is due. False when there is none. */
  async step(): Promise<boolean> {
    return this.clock.step()
  }

  /** Lets time pass until a promise is settled, as that of `node.stop()` or `node.announce()`. */
  async complete<Value>(promise: Promise<Value>, limit?: Duration): Promise<Value> {
    return this.clock.complete(promise, limit)
  }

  /** Nodes of different groups no longer reach each other; those that no group names are one more group. */
  partition(groups: readonly (readonly string[])[]): void {
    this.#history.note(`partition ${JSON.stringify(groups)}`)
    this.memoryNetwork.conditions.partition(
      groups.map((group) => group.map((name) => this.#networkNode(name).key)),
    )
  }

  /** Every node reaches every other again. */
  heal(): void {
    this.#history.note('heal')
    this.memoryNetwork.conditions.heal()
  }

  /** Ends a node without goodbye: what was in its memory is gone, and nobody listens there. */
  kill(which: string | number): void {
    const networkNode = this.#networkNode(which)
    if (networkNode.killed) return
    this.#recordLost(networkNode)
    this.#history.note(`kill ${networkNode.name}`)
    networkNode.kill()
  }

  /** Starts a fresh node under the name, address, key and options of one that was killed, stopped, or still runs. */
  async restart(which: string | number): Promise<Clacks<Message>> {
    const networkNode = this.#networkNode(which)
    this.kill(which)
    this.#history.note(`restart ${networkNode.name}`)
    const node = networkNode.renew()
    this.#history.watch(networkNode.name, node.hooks)
    await this.#begin(networkNode)
    return node
  }

  /** Adds a node while the others run. It knows whom the topology says; the others learn of it from its messages. */
  async add(name: string): Promise<Clacks<Message>> {
    const networkNode = this.#join(name)
    await this.#begin(networkNode)
    return networkNode.node
  }

  /** Stops all nodes that run. Their queues can still be looked at. */
  async stop(): Promise<void> {
    await this.clock.complete(Promise.all(this.nodes.map((node) => node.stop())))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Where a message is now; where taps change it, say by a function how to recognise it. */
  locate(matches: MessageMatcher<Message>): Location
  locate(message: Message): Location
  locate(which: Message | MessageMatcher<Message>): Location {
    const locator = this.#locator()
    return locator.locate(...this.#textsOf(which, locator))
  }

  /** All messages that are somewhere now, and where. */
  messages(): LocatedMessage<Message>[] {
    const locator = this.#locator()
    return locator.texts().map((text) => ({ message: JSON.parse(text), ...locator.locate(text) }))
  }

  /** @throws AssertionError unless there is exactly one copy, with where the copies are and what happened last */
  assertInOnePlace(matches: MessageMatcher<Message>): void
  assertInOnePlace(message: Message): void
  assertInOnePlace(which: Message | MessageMatcher<Message>): void {
    const locator = this.#locator()
    const texts = this.#textsOf(which, locator)
    assertInOnePlace(texts[0] ?? String(which), locator.locate(...texts), this.#history)
  }

  /**
   * Asserts that each message is somewhere, and once: fewer copies are excused by nodes that were killed and by discards,
   * more by acceptances that were lost on their way back to the sender.
   * @param messages what was put in, each as often as it was; left out: everything that applications enqueued, and then
   *   nothing else may be in the network
   * @throws AssertionError with each message at fault, where it is, and what happened to it last
   */
  assertConserved(messages?: Iterable<Message>): void {
    const records: MessageRecords = {
      locator: this.#locator(),
      history: this.#history,
      lost: this.#lost,
      lostAcceptances: this.memoryNetwork.lostAcceptances,
    }
    if (messages === undefined) {
      assertConserved(this.#history.enqueued, records)
      assertNothingInvented(this.#history.enqueued, records)
      return
    }
    const expected = new Counts()
    for (const message of messages) expected.add(stringifyMessage(message))
    assertConserved(expected, records)
  }

  /** Names of the nodes that had a message in their queue at any time. */
  coverage(message: Message): readonly string[] {
    return this.#history.coverage(stringifyMessage(message))
  }

  /** Failures of taps and plugins of all nodes, oldest first. */
  get failures(): readonly Failure[] {
    return this.#history.failures
  }

  /** The statistics of all nodes that were not killed, added up. */
  get counts(): NodeStatistics {
    return total(this.nodes.map((node) => node.statistics()))
  }

  /** SHA-256 of everything that happened so far: equal for two runs of the same seed. */
  digest(): string {
    return this.#history.digest()
  }

  /** The last events as readable lines, oldest first. @param count default 50 */
  recent(count = 50): readonly string[] {
    return this.#history.recent(count)
  }

  #join(name: string): NetworkNode<Message> {
    const index = this.#networkNodes.size
    if (this.#networkNodes.has(name)) {
      throw new ClacksError(
        'ERR_CLACKS_OPTION',
        `Two nodes of the network have the name ${JSON.stringify(name)}.`,
      )
    }
    const { options, plugins, legacy } = this.#options
    const networkNode = new NetworkNode<Message>(name, {
      memoryNetwork: this.memoryNetwork,
      clock: this.clock,
      random: this.#random,
      options: () => (typeof options === 'function' ? options(name, index) : options) ?? {},
      plugins: () => (typeof plugins === 'function' ? plugins(name, index) : plugins) ?? [],
      legacy: legacy?.includes(name) ?? false,
    })
    this.#networkNodes.set(name, networkNode)
    this.#history.watch(name, networkNode.node.hooks)
    return networkNode
  }

  async #begin(networkNode: NetworkNode<Message>): Promise<void> {
    await this.clock.complete(networkNode.node.start())
    this.#introduce(networkNode, this.names, this.#all().indexOf(networkNode))
  }

  #introduce({ node }: NetworkNode<Message>, names: readonly string[], index: number): void {
    for (const name of knownTo(this.#options.topology ?? 'full', names, index)) {
      const { hostname, port } = this.#networkNode(name).address
      node.addPeer(hostname, port)
    }
  }

  /** Notes what dies with a node. */
  #recordLost(networkNode: NetworkNode<Message>): void {
    for (const text of this.#textsAt(networkNode)) this.#lost.add(text)
  }

  #textsAt(networkNode: NetworkNode<Message>): string[] {
    const locator = new MessageLocator([networkNode], this.memoryNetwork.requests)
    return locator.texts().flatMap((text) => new Array<string>(locator.locate(text).copies).fill(text))
  }

  #all(): NetworkNode<Message>[] {
    return [...this.#networkNodes.values()]
  }

  #locator(): MessageLocator {
    return new MessageLocator(this.#networkNodes.values(), this.memoryNetwork.requests)
  }

  #textsOf(which: Message | MessageMatcher<Message>, locator: MessageLocator): string[] {
    if (!isMatcher(which)) return [stringifyMessage(which)]
    return locator.texts().filter((text) => which(JSON.parse(text)))
  }

  #networkNode(which: string | number): NetworkNode<Message> {
    const networkNode = typeof which === 'number' ? this.#all()[which] : this.#networkNodes.get(which)
    if (networkNode !== undefined) return networkNode
    throw new ClacksError('ERR_CLACKS_OPTION', `There is no node ${JSON.stringify(which)} in the network.`)
  }
}

/**
 * Makes a network and starts it.
 *
 * @example
 * await using network = await createNetwork({ nodes: ['a', 'b', 'c'], seed: 7, loss: 0.01, topology: 'ring' })
 * network.node('a').enqueue('GNU Terry Pratchett')
 * await network.advance('10s')
 * network.assertInOnePlace('GNU Terry Pratchett')
 */
export async function createNetwork<Message = unknown>(
  options: NetworkOptions = {},
): Promise<Network<Message>> {
  const network = new Network<Message>(options)
  await network.start()
  return network
}

function namesFrom(nodes: number | readonly string[]): readonly string[] {
  return typeof nodes === 'number' ? Array.from({ length: nodes }, (_, index) => `node-${index + 1}`) : nodes
}

function isMatcher<Message>(which: Message | MessageMatcher<Message>): which is MessageMatcher<Message> {
  return typeof which === 'function'
}

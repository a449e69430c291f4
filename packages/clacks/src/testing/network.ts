import { ClacksError } from '../errors.js'
import type { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import type { NodeStatistics } from '../plugins/plugin-node.js'
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
import { TapWork } from './tap-work.js'
import { knownTo, type Topology } from './topology.js'
import { total } from './total.js'
import { VirtualClock } from './virtual-clock.js'

/** Options of a simulated network. */
export interface NetworkOptions {
  /** Number of nodes (`node-1`, `node-2` …), or their names (valid host names). Default 3. */
  readonly nodes?: number | readonly string[]
  /** The same seed gives the same run. Default 1. */
  readonly seed?: Seed
  /** One-way latency in milliseconds. Default 10. */
  readonly latency?: Latency
  /** Probability that a request or its answer is lost. Default 0. */
  readonly loss?: Loss
  /** Which nodes know each other at the start. Default `full`. */
  readonly topology?: Topology
  /** Plugins of each node. Pass a function if they keep state of a node in a closure. */
  readonly plugins?: ClacksOptions['plugins'] | ((name: string, index: number) => ClacksOptions['plugins'])
  /** Other options of each node. */
  readonly options?: NodeOptions | ((name: string, index: number) => NodeOptions)
  /**
   * Virtual time stands still while a tap waits for real work: files, sockets, child processes,
   * compression, `setTimeout`; for 5 real seconds at most. Also while other file or worker I/O is
   * pending, such as that of `ctx.every`, for 1 s. Such a run is not exactly repeatable. Default
   * false. Real work in `setup`, in a teardown and in taps of `started` and `stopping` is always
   * awaited.
   */
  readonly patient?: boolean
  /** Names of nodes that show no capabilities, like legacy peers. */
  readonly legacy?: readonly string[]
}

/** A message and where it is, see {@link Network.messages}. */
export interface LocatedMessage<Message> extends Location {
  readonly message: Message
}

/** Recognizes a message in all its forms when taps change it. */
export type MessageMatcher<Message> = (message: Message) => boolean

/**
 * A network of nodes in one process, without sockets and real time. Virtual time stands still until
 * you advance it, and the same seed always gives the same run. Created and started by
 * {@link createNetwork}.
 */
export class Network<Message = unknown> {
  /** The clock that all nodes share. */
  readonly clock: VirtualClock
  /**
   * The in-memory transport of the nodes. Change latency and loss at any time with
   * `memoryNetwork.conditions`.
   */
  readonly memoryNetwork: MemoryNetwork
  readonly #options: NetworkOptions
  readonly #random: SeededRandom
  readonly #networkNodes = new Map<string, NetworkNode<Message>>()
  readonly #history: History
  readonly #lost = new Counts()
  /** Of a patient network. */
  readonly #taps: TapWork | undefined

  /**
   * @throws ClacksError ERR_CLACKS_ADDRESS, ERR_CLACKS_OPTION, and what the constructor of a node
   * throws
   */
  constructor(options: NetworkOptions = {}) {
    const taps = options.patient ? new TapWork() : undefined
    const clock = new VirtualClock(
      undefined,
      taps === undefined ? oneTurn : () => workDone(() => taps.pending),
    )
    this.clock = clock
    this.#taps = taps
    this.#options = options
    this.#random = new SeededRandom(options.seed ?? 1)
    this.#history = new History(clock)
    const { latency = 10, loss = 0 } = options
    this.memoryNetwork = new MemoryNetwork({ clock, random: this.#random.fork('ether'), latency, loss })
    for (const name of namesFrom(options.nodes ?? 3)) this.#join(name)
  }

  /** The nodes that have not been killed, in order. */
  get nodes(): readonly Clacks<Message>[] {
    return this.#all()
      .filter(({ killed }) => !killed)
      .map(({ node }) => node)
  }

  /** The names of all nodes, including killed ones, in order. */
  get names(): readonly string[] {
    return [...this.#networkNodes.keys()]
  }

  /** A node by name or index. @throws ClacksError ERR_CLACKS_OPTION if there is no such node */
  node(which: string | number): Clacks<Message> {
    return this.#networkNode(which).node
  }

  /** Starts all nodes and introduces them to each other as the topology says. */
  async start(): Promise<void> {
    await this.clock.complete(Promise.all(this.#all().map(({ node }) => node.start())))
    const names = this.names
    for (const [index, networkNode] of this.#all().entries()) this.#introduce(networkNode, names, index)
  }

  /** Advances virtual time. */
  async advance(duration: Duration): Promise<void> {
    await this.clock.advance(duration)
  }

  /** Runs only the next timer, whenever it is due. Returns false if there is none. */
  async step(): Promise<boolean> {
    return this.clock.step()
  }

  /**
   * Advances virtual time until a promise settles, such as that of `node.stop()` or
   * `node.announce()`.
   */
  async complete<Value>(promise: Promise<Value>, limit?: Duration): Promise<Value> {
    return this.clock.complete(promise, limit)
  }

  /**
   * Partitions the network: nodes of different groups cannot reach each other. All nodes that are
   * not listed form another group.
   */
  partition(groups: readonly (readonly string[])[]): void {
    this.#history.note(`partition ${JSON.stringify(groups)}`)
    this.memoryNetwork.conditions.partition(
      groups.map((group) => group.map((name) => this.#networkNode(name).key)),
    )
  }

  /** Ends a partition. */
  heal(): void {
    this.#history.note('heal')
    this.memoryNetwork.conditions.heal()
  }

  /** Kills a node, like `kill -9`: its memory is lost and nothing listens on its address. */
  kill(which: string | number): void {
    const networkNode = this.#networkNode(which)
    if (networkNode.killed) return
    this.#recordLost(networkNode)
    this.#history.note(`kill ${networkNode.name}`)
    networkNode.kill()
  }

  /**
   * Starts a new node with the name, address, key and options of one that was killed or stopped. A
   * node that is still running is killed first.
   */
  async restart(which: string | number): Promise<Clacks<Message>> {
    const networkNode = this.#networkNode(which)
    this.kill(which)
    this.#history.note(`restart ${networkNode.name}`)
    const node = networkNode.renew()
    this.#watch(networkNode)
    await this.#begin(networkNode)
    return node
  }

  /**
   * Adds a node to the running network. It knows the peers that the topology gives it; the others
   * learn about it from its messages.
   */
  async add(name: string): Promise<Clacks<Message>> {
    const networkNode = this.#join(name)
    await this.#begin(networkNode)
    return networkNode.node
  }

  /** Stops all running nodes. Their queues remain readable. */
  async stop(): Promise<void> {
    await this.clock.complete(Promise.all(this.nodes.map((node) => node.stop())))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Where a message is now. Pass a function that recognizes it if taps change it. */
  locate(matches: MessageMatcher<Message>): Location
  locate(message: Message): Location
  locate(which: Message | MessageMatcher<Message>): Location {
    const locator = this.#locator()
    return locator.locate(...this.#textsOf(which, locator))
  }

  /** All messages in the network, and where each is. */
  messages(): LocatedMessage<Message>[] {
    const locator = this.#locator()
    return locator.texts().map((text) => ({ message: JSON.parse(text), ...locator.locate(text) }))
  }

  /**
   * @throws AssertionError unless exactly one copy exists; it shows the copies and the last events
   */
  assertInOnePlace(matches: MessageMatcher<Message>): void
  assertInOnePlace(message: Message): void
  assertInOnePlace(which: Message | MessageMatcher<Message>): void {
    const locator = this.#locator()
    const texts = this.#textsOf(which, locator)
    assertInOnePlace(texts[0] ?? String(which), locator.locate(...texts), this.#history)
  }

  /**
   * Asserts that exactly one copy of each message exists. Killed nodes and discards excuse missing
   * copies; accepting answers that were lost on the way back excuse extra ones.
   * @param messages what was put in, with repetitions. Default: everything that applications
   *   enqueued; then nothing else may be in the network
   * @throws AssertionError listing each lost or duplicated message, where it is, and its last
   *   events
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

  /** Names of the nodes that have ever had the message in their queue. */
  coverage(message: Message): readonly string[] {
    return this.#history.coverage(stringifyMessage(message))
  }

  /** Failures of plugins on all nodes, oldest first. */
  get failures(): readonly Failure[] {
    return this.#history.failures
  }

  /** The sum of the statistics of all nodes that have not been killed. */
  get counts(): NodeStatistics {
    return total(this.nodes.map((node) => node.statistics()))
  }

  /** SHA-256 over all events so far: equal for two runs with the same seed. */
  digest(): string {
    return this.#history.digest()
  }

  /** The last events as text lines, oldest first. @param count default 50 */
  recent(count = 50): readonly string[] {
    return this.#history.recent(count)
  }

  #join(name: string): NetworkNode<Message> {
    const index = this.#networkNodes.size
    if (this.#networkNodes.has(name)) {
      throw new ClacksError(
        'ERR_CLACKS_OPTION',
        `The network already has a node named ${JSON.stringify(name)}.`,
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
    this.#watch(networkNode)
    return networkNode
  }

  #watch({ name, node }: NetworkNode<Message>): void {
    this.#history.watch(name, node.hooks)
    this.#taps?.watch(node)
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

  /** Records the messages that are lost with a node. */
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
    throw new ClacksError('ERR_CLACKS_OPTION', `The network has no node ${JSON.stringify(which)}.`)
  }
}

/**
 * Creates a network and starts it.
 *
 * @example
 * await using network = await createNetwork({
 *   nodes: ['a', 'b', 'c'],
 *   seed: 7,
 *   loss: 0.01,
 *   topology: 'ring',
 * })
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

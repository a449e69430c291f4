import { ClacksError } from '../errors.js'
import type { Clacks } from '../node.js'
import type { NodeStatistics } from '../plugins/plugin-node.js'
import { MemoryNetwork } from '../transport/memory.js'
import { stringifyMessage } from '../wire/json.js'
import {
  assertConserved,
  assertInOnePlace,
  assertNothingInvented,
  type Conserved,
  type Evidence,
} from './conservation.js'
import type { Duration } from './duration.js'
import { type Failure, Failures } from './failures.js'
import { History } from './history.js'
import { type Location, MessageLocator } from './message-locator.js'
import type { Visit } from './message-records.js'
import { NetworkNode } from './network-node.js'
import { checkNetworkOptions, type NetworkOptions, namesOf } from './network-options.js'
import { SeededRandom } from './seeded-random.js'
import { workDone } from './settled.js'
import { TapWork } from './tap-work.js'
import { type Neighbours, neighboursIn } from './topology.js'
import { past, total } from './total.js'
import { VirtualClock } from './virtual-clock.js'

/** A message and where it is, see {@link Network.messages}. */
export interface LocatedMessage<Message> extends Location {
  readonly message: Message
}

/** Characters of a condition to show in an error. */
const MAX_CONDITION = 200

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
  readonly #networkNodes: NetworkNode<Message>[] = []
  readonly #byName = new Map<string, NetworkNode<Message>>()
  /** Undefined if the network records nothing. */
  readonly #history: History | undefined
  readonly #failures = new Failures()
  /** What nodes did that were killed. */
  #past = total([])
  /** Of a patient network. */
  readonly #taps: TapWork | undefined

  /**
   * @throws OptionsError with all issues of the options, and what the constructor of a node throws
   */
  constructor(options: NetworkOptions = {}) {
    checkNetworkOptions(options)
    const taps = options.patient ? new TapWork() : undefined
    const clock = new VirtualClock(undefined, taps && (() => workDone(() => taps.pending)))
    this.clock = clock
    this.#taps = taps
    this.#options = options
    this.#random = new SeededRandom(options.seed ?? 1)
    const { latency = 10, loss = 0, history = true } = options
    const records = history === false ? undefined : new History(clock, history === true ? {} : history)
    this.#history = records
    this.memoryNetwork = new MemoryNetwork({
      clock,
      random: this.#random.fork('ether'),
      latency,
      loss,
      ...(records && { acceptanceLost: (acceptance) => records.acceptanceLost(acceptance) }),
    })
    for (const name of namesOf(options)) this.#join(name)
  }

  /** The nodes that have not been killed, in order. */
  get nodes(): readonly Clacks<Message>[] {
    return this.#networkNodes.filter(({ killed }) => !killed).map(({ node }) => node)
  }

  /** The names of all nodes, including killed ones, in order. */
  get names(): readonly string[] {
    return this.#networkNodes.map(({ name }) => name)
  }

  /** A node by name or index. @throws ClacksError ERR_CLACKS_OPTION if there is no such node */
  node(which: string | number): Clacks<Message> {
    return this.#networkNode(which).node
  }

  /** Starts all nodes and introduces them to each other as the topology says. */
  async start(): Promise<void> {
    await this.clock.complete(Promise.all(this.#networkNodes.map(({ node }) => node.start())))
    const neighbours = this.#neighbours()
    for (const networkNode of this.#networkNodes) this.#introduce(networkNode, neighbours)
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
   * Advances virtual time until a condition holds, and not further. It is checked first, and after
   * each timer.
   * @param limit how long to wait. Default one hour
   * @returns the virtual time in milliseconds, as `clock.monotonic()`
   * @throws ClacksError ERR_CLACKS_SIMULATION if it does not hold within the limit, or if no timer
   *   is left
   * @example
   * await network.until(() => network.coverage('GNU').length === network.names.length)
   */
  async until(condition: () => boolean, limit: Duration = '1h'): Promise<number> {
    if (await this.clock.runUntil(condition, limit)) return this.clock.monotonic()
    const text = String(condition).slice(0, MAX_CONDITION)
    throw new ClacksError('ERR_CLACKS_SIMULATION', `This was not so within ${limit}: ${text}`)
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
    this.#history?.events.note('network', `partition ${JSON.stringify(groups)}`)
    this.memoryNetwork.conditions.partition(
      groups.map((group) => group.map((name) => this.#networkNode(name).key)),
    )
  }

  /** Ends a partition. */
  heal(): void {
    this.#history?.events.note('network', 'heal')
    this.memoryNetwork.conditions.heal()
  }

  /** Kills a node, like `kill -9`: its memory is lost and nothing listens on its address. */
  kill(which: string | number): void {
    const networkNode = this.#networkNode(which)
    if (networkNode.killed) return
    this.#recordLost(networkNode)
    this.#past = total([this.#past, past(networkNode.node.statistics())])
    this.#history?.events.note('network', `kill ${networkNode.name}`)
    networkNode.kill()
  }

  /**
   * Starts a new node with the name, address, key and options of one that was killed or stopped. A
   * node that is still running is killed first.
   */
  async restart(which: string | number): Promise<Clacks<Message>> {
    const networkNode = this.#networkNode(which)
    this.kill(which)
    this.#history?.events.note('network', `restart ${networkNode.name}`)
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
    assertInOnePlace(texts[0] ?? String(which), locator.locate(...texts), this.#evidence())
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
    const { records } = this.#kept('assertConserved')
    const known: Conserved = { ...this.#evidence(), locator: this.#locator(), records }
    if (messages === undefined) {
      const enqueued = records.enqueued()
      assertConserved(enqueued, known)
      assertNothingInvented(enqueued, known)
      return
    }
    const expected = new Map<string, number>()
    for (const message of messages) {
      const text = stringifyMessage(message)
      expected.set(text, (expected.get(text) ?? 0) + 1)
    }
    assertConserved(expected, known)
  }

  /**
   * Names of the nodes that have ever had the message in their queue, in the order of the first
   * visits.
   */
  coverage(message: Message): readonly string[] {
    return this.#kept('coverage').records.find(stringifyMessage(message))?.nodes ?? []
  }

  /**
   * The first visit of a message to each node, in order: the virtual time, and the hops of the
   * message. Each form of a message that taps change counts for itself.
   */
  visits(message: Message): readonly Visit[] {
    return this.#kept('visits').records.find(stringifyMessage(message))?.visits ?? []
  }

  /** The first 1,000 failures of plugins on all nodes, oldest first. */
  get failures(): readonly Failure[] {
    return this.#failures.first
  }

  /**
   * The sum of the statistics of all nodes, including what killed ones and earlier runs of
   * restarted ones did. What is queued and in flight is that of the nodes that have not been
   * killed.
   */
  get counts(): NodeStatistics {
    return total([this.#past, ...this.nodes.map((node) => node.statistics())])
  }

  /** SHA-256 over all events so far: equal for two runs with the same seed. */
  digest(): string {
    return this.#kept('digest').events.digest()
  }

  /** The last events as text lines, oldest first. @param count default 50 */
  recent(count = 50): readonly string[] {
    return this.#kept('recent').events.recent(count)
  }

  #join(name: string): NetworkNode<Message> {
    const index = this.#networkNodes.length
    if (this.#byName.has(name)) {
      throw new ClacksError(
        'ERR_CLACKS_OPTION',
        `The network already has a node named ${JSON.stringify(name)}.`,
      )
    }
    const { options, plugins, legacy } = this.#options
    const networkNode = new NetworkNode<Message>(name, index, {
      memoryNetwork: this.memoryNetwork,
      clock: this.clock,
      random: this.#random,
      options: () => (typeof options === 'function' ? options(name, index) : options) ?? {},
      plugins: () => (typeof plugins === 'function' ? plugins(name, index) : plugins) ?? [],
      legacy: legacy?.includes(name) ?? false,
    })
    this.#networkNodes.push(networkNode)
    this.#byName.set(name, networkNode)
    this.#watch(networkNode)
    return networkNode
  }

  #watch({ name, address, node }: NetworkNode<Message>): void {
    this.#history?.watch(name, address.hostname, node.hooks)
    this.#failures.watch(name, node.hooks)
    this.#taps?.watch(node)
  }

  async #begin(networkNode: NetworkNode<Message>): Promise<void> {
    await this.clock.complete(networkNode.node.start())
    this.#introduce(networkNode, this.#neighbours())
  }

  #neighbours(): Neighbours {
    const randomOf = (name: string) => this.#random.fork('topology').fork(name)
    return neighboursIn(this.#options.topology ?? 'full', this.names, randomOf)
  }

  #introduce({ node, index }: NetworkNode<Message>, neighbours: Neighbours): void {
    for (const name of neighbours(index)) {
      const { hostname, port } = this.#networkNode(name).address
      node.addPeer(hostname, port)
    }
  }

  /** Records the messages that are lost with a node. */
  #recordLost(networkNode: NetworkNode<Message>): void {
    const requests = Array.from(this.memoryNetwork.requests).filter(({ from }) => from === networkNode.key)
    this.#history?.nodeLost(new MessageLocator([networkNode], requests))
  }

  #evidence(): Evidence {
    return { events: this.#history?.events, failures: this.failures }
  }

  /** @throws ClacksError ERR_CLACKS_OPTION without a history */
  #kept(what: string): History {
    if (this.#history !== undefined) return this.#history
    const text = `A network with \`history: false\` has no \`${what}\`.`
    throw new ClacksError('ERR_CLACKS_OPTION', text)
  }

  #locator(): MessageLocator {
    return new MessageLocator(this.#networkNodes, this.memoryNetwork.requests)
  }

  #textsOf(which: Message | MessageMatcher<Message>, locator: MessageLocator): string[] {
    if (!isMatcher(which)) return [stringifyMessage(which)]
    return locator.texts().filter((text) => which(JSON.parse(text)))
  }

  #networkNode(which: string | number): NetworkNode<Message> {
    const networkNode = typeof which === 'number' ? this.#networkNodes[which] : this.#byName.get(which)
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

function isMatcher<Message>(which: Message | MessageMatcher<Message>): which is MessageMatcher<Message> {
  return typeof which === 'function'
}

import { Clacks } from 'clacks'
import { CAPABILITIES, MemoryNetwork, SeededRandom, VirtualClock } from 'clacks/testing'
import { OriginalNode } from './original-node.ts'
import type { Scenario } from './scenarios.ts'

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }
const PORT = 8080

/** Nothing here does real work: there is nothing to wait for but promises. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve)
  })

/**
 * A network of real nodes on a virtual clock. The messages of node `index` are the numbers from
 * `index * messages + 1` on.
 */
export class MixingNetwork {
  readonly clock = new VirtualClock(undefined, settled)
  readonly random: SeededRandom
  readonly transports: MemoryNetwork
  readonly nodes: Clacks[] = []
  readonly originals: OriginalNode[] = []
  readonly #scenario: Scenario
  readonly #count: number
  /** Messages of others in the fullest queue of a real node, at any time that was looked at. */
  fullest = 0

  constructor(scenario: Scenario, count: number, seed: number) {
    this.#scenario = scenario
    this.#count = count
    this.random = new SeededRandom(seed)
    this.transports = new MemoryNetwork({
      clock: this.clock,
      random: this.random.fork('network'),
      latency: [10, 60],
    })
  }

  /** Starts all nodes, with their messages. */
  async start(): Promise<void> {
    const { legacy = 0, secondsBetweenJoins = 0 } = this.#scenario
    const lot = this.random.fork('contacts')
    for (let index = 0; index < this.#count; index++) {
      const contacts = this.#scenario.contacts(index, this.#count, lot).map(hostnameOf)
      // Spread evenly; the node that others know is a real one.
      const isLegacy = Math.floor((index + 1) * legacy) > Math.floor(index * legacy)
      if (isLegacy) await this.#startOriginal(index, contacts)
      else await this.#startNode(index, contacts)
      if (secondsBetweenJoins > 0) await this.advance(secondsBetweenJoins)
    }
  }

  /** Lets virtual seconds pass, and looks at the queues. */
  async advance(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1_000)
    for (const [index, node] of this.nodes.entries())
      if (node.statistics().queued > this.fullest)
        this.fullest = Math.max(this.fullest, this.#messagesOfOthers(index, node))
  }

  /** Messages that all nodes have sent. */
  get sent(): number {
    const byNodes = this.nodes.reduce((sum, node) => sum + node.statistics().sent, 0)
    return this.originals.reduce((sum, { sent }) => sum + sent, byNodes)
  }

  /** In how many tables each node is; alive only, or whether or not it was reached. */
  inDegrees(statuses: readonly ('new' | 'alive' | 'lost')[]): number[] {
    const degrees = new Map(Array.from({ length: this.#count }, (_, index) => [hostnameOf(index), 0]))
    const count = (hostname: string): unknown => degrees.set(hostname, (degrees.get(hostname) ?? 0) + 1)
    for (const node of this.nodes) {
      const peers = node.getPeers()
      for (const status of statuses) for (const { hostname } of Object.values(peers[status])) count(hostname)
    }
    for (const original of this.originals) for (const hostname of original.known()) count(hostname)
    return [...degrees.values()]
  }

  async stop(): Promise<void> {
    await this.clock.complete(Promise.all([...this.nodes, ...this.originals].map((node) => node.stop())))
  }

  async #startNode(index: number, contacts: readonly string[]): Promise<void> {
    const { messages, peers } = this.#scenario
    const hostname = hostnameOf(index)
    const node = new Clacks({
      hostname,
      port: PORT,
      log: SILENT,
      clock: this.clock,
      random: this.random.fork(hostname),
      transport: this.transports.transport({ hostname, capabilities: CAPABILITIES, key: hostname }),
      peers: contacts.map((contact) => `${contact}:${PORT}`),
      ...(peers !== undefined && { limits: { peers } }),
    })
    this.nodes.push(node)
    await this.clock.complete(node.start())
    for (let number = 1; number <= messages; number++) node.enqueue(index * messages + number)
  }

  async #startOriginal(index: number, contacts: readonly string[]): Promise<void> {
    const { messages } = this.#scenario
    const hostname = hostnameOf(index)
    const original = new OriginalNode({
      address: { hostname, port: PORT },
      transport: this.transports.transport({ hostname, legacy: true, key: hostname }),
      clock: this.clock,
      random: this.random.fork(hostname),
    })
    this.originals.push(original)
    for (let number = 1; number <= messages; number++) original.queue.push(`${index * messages + number}`)
    await original.start(contacts.map((contact) => ({ hostname: contact, port: PORT })))
  }

  #messagesOfOthers(index: number, node: Clacks): number {
    const { messages } = this.#scenario
    const isOwn = (json: string): boolean => Math.floor((Number(json) - 1) / messages) === index
    return [...node.peekJson(), ...node.inFlightJson()].filter((json) => !isOwn(json)).length
  }
}

export function hostnameOf(index: number): string {
  return `node-${index}.example`
}

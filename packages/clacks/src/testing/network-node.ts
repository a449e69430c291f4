import type { Address } from '../address.js'
import { requireAddress } from '../address.js'
import type { Log } from '../log.js'
import { Clacks } from '../node.js'
import type { ClacksOptions } from '../options.js'
import type { MemoryNetwork, MemoryTransport } from '../transport/memory.js'
import { CAPABILITIES } from '../wire/capabilities.js'
import { LeasedClock } from './leased-clock.js'
import type { SeededRandom } from './seeded-random.js'
import type { VirtualClock } from './virtual-clock.js'

/**
 * Options of a node in a simulated network, which itself sets address, transport, clock and
 * randomness.
 */
export type NodeOptions = Omit<
  ClacksOptions,
  'hostname' | 'port' | 'listen' | 'transport' | 'clock' | 'random' | 'plugins'
>

/** Dependencies of a {@link NetworkNode}. */
export interface NetworkNodeParts {
  readonly memoryNetwork: MemoryNetwork
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly options: () => NodeOptions
  readonly plugins: () => NonNullable<ClacksOptions['plugins']>
  readonly legacy: boolean
}

/** All nodes listen on the default port; their host names differ. */
const PORT = 8080

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }

/** An address and a key in a simulated network, and the node that currently runs there. */
export class NetworkNode<Message> {
  readonly name: string
  /** Its place among the nodes of the network. */
  readonly index: number
  readonly address: Address
  readonly #parts: NetworkNodeParts
  #life = 0
  #node: Clacks<Message>
  #transport: MemoryTransport
  #clock: LeasedClock
  #killed = false

  /** @throws ClacksError ERR_CLACKS_ADDRESS if the name is not a valid host name */
  constructor(name: string, index: number, parts: NetworkNodeParts) {
    this.name = name
    this.index = index
    this.address = requireAddress(name, PORT)
    this.#parts = parts
    this.#clock = new LeasedClock(parts.clock)
    this.#transport = this.#connect()
    this.#node = this.#build()
  }

  get node(): Clacks<Message> {
    return this.#node
  }

  /** Whether the node was killed: its memory is lost and nothing of it runs. */
  get killed(): boolean {
    return this.#killed
  }

  /** Its `host:port` in the memory network. */
  get key(): string {
    return `${this.address.hostname}:${this.address.port}`
  }

  /** Number of pending timers of the node. */
  get timers(): number {
    return this.#clock.pending
  }

  /** Ends the node as `kill -9` ends a process: no more timers, no answers. */
  kill(): void {
    this.#killed = true
    this.#transport.kill()
    this.#clock.end()
  }

  /** Replaces a killed or stopped node by a new one. */
  renew(): Clacks<Message> {
    this.#life++
    this.#killed = false
    this.#clock = new LeasedClock(this.#parts.clock)
    this.#transport = this.#connect(this.#transport.remoteAddress)
    this.#node = this.#build()
    return this.#node
  }

  /** @param remoteAddress that of the earlier transport: the machine is the same */
  #connect(remoteAddress?: string): MemoryTransport {
    const { limits } = this.#parts.options()
    const { hostname } = this.address
    const { memoryNetwork, legacy } = this.#parts
    return memoryNetwork.transport({
      hostname,
      key: this.name,
      capabilities: CAPABILITIES,
      legacy,
      ...(remoteAddress !== undefined && { remoteAddress }),
      ...(limits && { limits }),
    })
  }

  #build(): Clacks<Message> {
    return new Clacks<Message>({
      log: SILENT,
      ...this.#parts.options(),
      ...this.address,
      plugins: this.#parts.plugins(),
      transport: this.#transport,
      clock: this.#clock,
      random: this.#parts.random.fork(this.name).fork(`life ${this.#life}`),
    })
  }
}

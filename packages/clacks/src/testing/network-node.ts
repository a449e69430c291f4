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

/** What a node of a simulated network may be given; where it is, its transport, clock and randomness are the network's. */
export type NodeOptions = Omit<
  ClacksOptions,
  'hostname' | 'port' | 'listen' | 'transport' | 'clock' | 'random' | 'plugins'
>

/** What a place in the network is made of. */
export interface NetworkNodeParts {
  readonly memoryNetwork: MemoryNetwork
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly options: () => NodeOptions
  readonly plugins: () => NonNullable<ClacksOptions['plugins']>
  readonly legacy: boolean
}

/** All nodes of a network listen on the port that the specification has as default: their names tell them apart. */
const PORT = 8080

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }

/** A place in a simulated network: an address and a key that stay, and one node after the other that lives there. */
export class NetworkNode<Message> {
  readonly name: string
  readonly address: Address
  readonly #parts: NetworkNodeParts
  #life = 0
  #node: Clacks<Message>
  #transport: MemoryTransport
  #clock: LeasedClock
  #killed = false

  /** @throws ClacksError ERR_CLACKS_ADDRESS for a name that cannot be a host name */
  constructor(name: string, parts: NetworkNodeParts) {
    this.name = name
    this.address = requireAddress(name, PORT)
    this.#parts = parts
    this.#clock = new LeasedClock(parts.clock)
    this.#transport = this.#connect()
    this.#node = this.#build()
  }

  get node(): Clacks<Message> {
    return this.#node
  }

  /** Its memory is gone, and nothing of it runs. */
  get killed(): boolean {
    return this.#killed
  }

  /** Under which `host:port` the memory network knows it. */
  get key(): string {
    return `${this.address.hostname}:${this.address.port}`
  }

  /** Timers that its node has set. */
  get timers(): number {
    return this.#clock.pending
  }

  /** Ends its node as a process ends that is killed: no goodbye, no timer, no answer. */
  kill(): void {
    this.#killed = true
    this.#transport.kill()
    this.#clock.end()
  }

  /** Puts a fresh node in the place of one that was killed or stopped. */
  renew(): Clacks<Message> {
    this.#life++
    this.#killed = false
    this.#clock = new LeasedClock(this.#parts.clock)
    this.#transport = this.#connect()
    this.#node = this.#build()
    return this.#node
  }

  #connect(): MemoryTransport {
    const { limits } = this.#parts.options()
    const { hostname } = this.address
    const { memoryNetwork, legacy } = this.#parts
    return memoryNetwork.transport({
      hostname,
      key: this.name,
      capabilities: CAPABILITIES,
      legacy,
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

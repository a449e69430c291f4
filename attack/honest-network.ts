import { Clacks } from 'clacks'
import { CAPABILITIES, type MemoryNetwork, type SeededRandom, type VirtualClock } from 'clacks/testing'

/** What all parts of a run share. */
export interface World {
  readonly clock: VirtualClock
  readonly memoryNetwork: MemoryNetwork
  readonly random: SeededRandom
}

type Message = { readonly at: number; readonly number: number }

/** An honest node, and what it received and sent. */
export interface HonestNode {
  readonly hostname: string
  readonly node: Clacks<Message>
  received: number
}

export const PORT = 8080
/** Messages that each node holds at least, so that it always has something to send. */
const HELD = 3
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT }

/** Honest nodes with default options, each on a machine of its own. */
export class HonestNetwork {
  readonly nodes: HonestNode[] = []
  /** Deliveries of honest nodes since the start. */
  readonly delivered = { toHonest: 0, captured: 0 }
  readonly #world: World
  readonly #isAttacker: (hostname: string) => boolean
  #messages = 0

  constructor(world: World, isAttacker: (hostname: string) => boolean) {
    this.#world = world
    this.#isAttacker = isAttacker
  }

  /** Adds a node that knows two earlier ones, as an operator names peers that exist. */
  async add(): Promise<HonestNode> {
    const { clock, memoryNetwork, random } = this.#world
    const hostname = `honest-${this.nodes.length}.example`
    const node = new Clacks<Message>({
      hostname,
      port: PORT,
      log: SILENT,
      clock,
      random: random.fork(hostname),
      transport: memoryNetwork.transport({ hostname, capabilities: CAPABILITIES, key: hostname }),
    })
    const honest: HonestNode = { hostname, node, received: 0 }
    node.hooks.received.tap('attack', () => {
      honest.received++
    })
    node.hooks.sent.tap('attack', ({ peer }) => {
      if (this.#isAttacker(peer.hostname)) this.delivered.captured++
      else this.delivered.toHonest++
    })
    await clock.complete(node.start())
    const earlier = this.nodes.length
    this.nodes.push(honest)
    for (let contact = 0; contact < 2 && earlier > 0; contact++)
      node.addPeer(this.any(random, earlier).hostname, PORT)
    return honest
  }

  /** One of the first `count` nodes. */
  any(random: SeededRandom, count = this.nodes.length): HonestNode {
    const found = this.nodes[Math.floor(random.fraction() * count)]
    if (found === undefined) throw new Error('There is no honest node.')
    return found
  }

  /** Gives each node something to send. */
  enqueue(): void {
    for (const { node } of this.nodes) {
      const { queued, inFlight } = node.statistics()
      for (let held = queued + inFlight; held < HELD; held++)
        node.enqueue({ at: this.#world.clock.now(), number: this.#messages++ })
    }
  }

  /** The honest nodes that the least informed of the first `count` nodes knows. */
  leastKnown(count: number): number {
    const names = new Set(this.nodes.map(({ hostname }) => hostname))
    const known = this.nodes.slice(0, count).map(({ node }) => {
      const { new: unreached, alive, lost } = node.getPeers()
      return Object.values({ ...unreached, ...alive, ...lost }).filter(({ hostname }) => names.has(hostname))
        .length
    })
    return Math.min(...known)
  }
}

import { Clacks, type LoadedConfig, type Peer, systemClock, systemRandom } from 'clacks'
import { describeTapCall, traceTaps } from 'clacks/control'
import { CAPABILITIES, MemoryNetwork } from 'clacks/testing'
import { HERE, logTo, type Tell } from './event.js'
import { Neighbour } from './neighbour.js'

const NEIGHBOURS = ['tower-1', 'tower-2'] as const
const PORT = 8080
/** Messages a second, unless the config says otherwise: fast for a person, and a plugin that floods can be read. */
const SENDRATE = 20
/** While something is under way it is looked at so often, in milliseconds. */
const LOOK_AGAIN_MS = 5
const LONG_MS = 3_600_000

/** A node with the plugin, and two neighbours: what a person types comes from one, and what the node sends arrives at both. */
export class DevNetwork {
  readonly node: Clacks
  readonly #neighbours: readonly Neighbour[]
  /** Without a socket, and with timers that keep no process alive, the process would end while a message is under way. */
  readonly #alive = setInterval(() => {}, LONG_MS)

  constructor({ config, folder, plugins }: LoadedConfig, tell: Tell) {
    const memoryNetwork = new MemoryNetwork({ clock: systemClock, random: systemRandom, latency: 1 })
    const placed = (hostname: string) => ({
      hostname,
      port: PORT,
      idleAnnounce: 0,
      transport: memoryNetwork.transport({ hostname, key: hostname, capabilities: CAPABILITIES }),
    })
    this.#neighbours = NEIGHBOURS.map((name) => new Neighbour(name, placed(name), tell))
    const { tls: _, peers: __, ...settings } = config
    this.node = new Clacks({
      sendrate: SENDRATE,
      ...settings,
      ...placed(HERE),
      plugins,
      folder,
      log: logTo(tell, HERE),
    })
    traceTaps(this.node, systemClock, (call) => {
      const took = `  (${call.took.toFixed(1)} ms)`
      tell({ event: 'tap', who: call.plugin, text: describeTapCall(call) + took, details: { ...call } })
    })
    this.node.hooks.discarded.tap('clacks-plugin dev', ({ message, reason, direction }) => {
      const text = `${reason}: ${JSON.stringify(message)}`
      tell({ event: 'discarded', who: HERE, text, details: { message, reason, direction } })
    })
  }

  /** Starts all nodes and makes them known to each other. @throws ClacksError whatever keeps the plugin from starting */
  async start(): Promise<void> {
    try {
      await this.node.start()
    } catch (thrown) {
      await this.stop()
      throw thrown
    }
    const nodes = [this.node, ...this.#neighbours.map(({ node }) => node)]
    for (const { node } of this.#neighbours) await node.start()
    for (const one of nodes) {
      const others = nodes.filter((other) => other !== one)
      for (const { address } of others) await one.announce(address.hostname, address.port)
    }
  }

  /** Has a message come in from a neighbour. @throws ClacksError where it is no message */
  send(message: unknown): void {
    this.#neighbours[0]?.send(message)
  }

  /** The peers of the node with the plugin. */
  peers(): readonly Peer[] {
    return Object.values(this.node.getPeers()).flatMap((peers) => Object.values(peers))
  }

  /**
   * Waits until nothing is under way any more.
   * @returns how many messages the node still has after so many milliseconds: a plugin holds them, or nobody takes them
   */
  async settled(limitMs: number): Promise<number> {
    const end = systemClock.elapsed() + limitMs
    while (this.#inFlightMessages() > 0 && systemClock.elapsed() < end)
      await new Promise<void>((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    return this.#inFlightMessages()
  }

  async stop(): Promise<void> {
    for (const { node } of this.#neighbours) await node.stop()
    await this.node.stop()
    clearInterval(this.#alive)
  }

  #inFlightMessages(): number {
    const { queued, inFlight } = this.node.statistics()
    return this.#neighbours.reduce((sum, { pending }) => sum + pending, queued + inFlight)
  }
}

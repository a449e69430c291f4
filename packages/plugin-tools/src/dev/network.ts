import { Clacks, type LoadedConfig, type Peer, systemClock, systemRandom } from 'clacks'
import { describeTapCall, traceTaps } from 'clacks/control'
import { CAPABILITIES, MemoryNetwork } from 'clacks/testing'
import { HERE, logTo, type Report } from './event.js'
import { Neighbour } from './neighbour.js'

const NEIGHBOURS = ['tower-1', 'tower-2'] as const
const PORT = 8080
/**
 * Messages a second, unless the config sets it: fast for a person, and slow enough to read the
 * output of a plugin that floods.
 */
const SENDRATE = 20
/** How often the number of messages in flight is checked. */
const POLL_MS = 5
const HOUR_MS = 3_600_000

/**
 * A node with the plugin, and two neighbours: one sends what the user types, and both receive what
 * the node sends.
 */
export class DevNetwork {
  readonly node: Clacks
  readonly #neighbours: readonly Neighbour[]
  /** Keeps the process alive: there are no sockets, and the timers of a node are unreferenced. */
  readonly #alive = setInterval(() => {}, HOUR_MS)

  constructor({ config, folder, plugins }: LoadedConfig, report: Report) {
    const memoryNetwork = new MemoryNetwork({ clock: systemClock, random: systemRandom, latency: 1 })
    const optionsFor = (hostname: string) => ({
      hostname,
      port: PORT,
      idleAnnounce: 0,
      transport: memoryNetwork.transport({ hostname, key: hostname, capabilities: CAPABILITIES }),
    })
    this.#neighbours = NEIGHBOURS.map((name) => new Neighbour(name, optionsFor(name), report))
    const { tls: _, peers: __, ...settings } = config
    this.node = new Clacks({
      sendrate: SENDRATE,
      ...settings,
      ...optionsFor(HERE),
      plugins,
      folder,
      log: logTo(report, HERE),
    })
    traceTaps(this.node, systemClock, (call) => {
      const took = `  (${call.took.toFixed(1)} ms)`
      report({ event: 'tap', who: call.plugin, text: describeTapCall(call) + took, details: { ...call } })
    })
    this.node.hooks.discarded.tap('clacks-plugin dev', ({ message, json, reason, direction }) => {
      const text = `${reason}: ${json}`
      report({ event: 'discarded', who: HERE, text, details: { message, reason, direction } })
    })
  }

  /**
   * Starts all nodes and introduces them to each other.
   * @throws ClacksError if the plugin cannot start
   */
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

  /**
   * Sends a message from a neighbour.
   * @param json its JSON text
   * @throws ClacksError if it is not a message
   */
  send(json: string): void {
    this.#neighbours[0]?.send(json)
  }

  /** The peers of the node with the plugin. */
  peers(): readonly Peer[] {
    return Object.values(this.node.getPeers()).flatMap((peers) => Object.values(peers))
  }

  /**
   * Waits until no message is in flight, or the time is up.
   * @returns how many messages the nodes still have: a plugin holds them, or no peer accepts them
   */
  async settled(limitMs: number): Promise<number> {
    const end = systemClock.monotonic() + limitMs
    while (this.#inFlightMessages() > 0 && systemClock.monotonic() < end)
      await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS))
    return this.#inFlightMessages()
  }

  /** Stops all nodes. */
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

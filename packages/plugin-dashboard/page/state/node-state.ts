import { Client, RequestFailed } from '../api/client.js'
import type { ServerEvent } from '../api/sse.js'
import type { NodeEvent, Peer, PeerStatus, Status } from '../api/types.js'
import { Samples } from './samples.js'

/** How a node is connected to the page. */
export type Connection = 'connecting' | 'connected' | 'logged out' | 'unreachable'

const STATUS_MS = 1_000
const PEERS_MS = 5_000
/** Peers that are shown of one node. */
export const MAX_PEERS = 5_000
const STATUSES: readonly string[] = ['new', 'alive', 'lost', 'dead', 'ignored']

/** What a node reports to the page. */
export interface NodeListener {
  changed(): void
  events(node: NodeState, events: readonly NodeEvent[]): void
  skipped(count: number): void
}

/** What the page knows about one node, through its gateway. */
export class NodeState {
  readonly client: Client
  readonly samples = new Samples()
  connection: Connection = 'connecting'
  problem = ''
  status: Status | undefined
  peerTotal = 0
  readonly #listener: NodeListener
  #peers = new Map<string, Peer>()
  #stopped = new AbortController()

  constructor(origin: string, listener: NodeListener) {
    this.client = new Client(origin)
    this.#listener = listener
  }

  /** By `host:port`. */
  get peers(): ReadonlyMap<string, Peer> {
    return this.#peers
  }

  /** How the page calls the node. */
  get name(): string {
    return this.status?.address ?? this.client.origin
  }

  /** Whether the gateway refuses to change anything. */
  get readOnly(): boolean {
    return this.status?.readOnly ?? true
  }

  /** Connects, and again after a failure, until `stop`. @param code for a new login */
  async start(code?: string): Promise<void> {
    this.stop()
    this.#stopped = new AbortController()
    const { signal } = this.#stopped
    this.#become('connecting')
    try {
      if (code !== undefined) await this.client.login(code)
      else if (!this.client.hasLogin) return this.#become('logged out')
    } catch (thrown) {
      return this.#become('logged out', thrown)
    }
    void this.#repeat(signal, STATUS_MS, () => this.#readStatus())
    void this.#repeat(signal, PEERS_MS, () => this.readPeers())
    void this.#repeat(signal, STATUS_MS, () =>
      this.client.stream('/v1/events?form=text', signal, (events) => this.#receive(events)),
    )
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Reads the table of peers. @throws RequestFailed */
  async readPeers(): Promise<void> {
    const { total, peers } = await this.client.get<{ total: number; peers: readonly Peer[] }>(
      `/v1/peers?limit=${MAX_PEERS}`,
    )
    this.#peers = new Map(peers.map((peer) => [`${peer.hostname}:${peer.port}`, peer]))
    this.peerTotal = total
    this.#listener.changed()
  }

  async #repeat(signal: AbortSignal, ms: number, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await work()
      } catch (thrown) {
        if (signal.aborted) return
        if (thrown instanceof RequestFailed && thrown.status === 401) {
          this.client.forget()
          this.stop()
          return this.#become('logged out', thrown)
        }
        this.#become('unreachable', thrown)
      }
      await new Promise((resolve) => setTimeout(resolve, ms))
    }
  }

  async #readStatus(): Promise<void> {
    const status = await this.client.get<Status>('/v1/status')
    this.status = status
    this.samples.add(status.statistics, status.peers.alive, Date.now())
    this.#become('connected')
  }

  #receive(events: readonly ServerEvent[]): void {
    const parsed: NodeEvent[] = []
    for (const { name, data } of events) {
      if (name === 'subscribed') continue
      const event = JSON.parse(data)
      if (name === 'skipped') this.#listener.skipped(Number(event.skipped))
      else {
        this.#updatePeer(event)
        parsed.push(event)
      }
    }
    this.#listener.events(this, parsed)
  }

  #updatePeer({ event, peer, details }: NodeEvent): void {
    if (peer === undefined || (event !== 'peerUpdated' && event !== 'peerDiscovered')) return
    const status = details?.status
    const known = this.#peers.get(peer)
    if (!isStatus(status) || (known === undefined && this.#peers.size >= MAX_PEERS)) return
    const colon = peer.lastIndexOf(':')
    const address = known ?? { hostname: peer.slice(0, colon), port: Number(peer.slice(colon + 1)) }
    this.#peers.set(peer, { ...address, status })
  }

  #become(connection: Connection, thrown?: unknown): void {
    this.connection = connection
    this.problem = thrown instanceof Error ? thrown.message : ''
    this.#listener.changed()
  }
}

function isStatus(value: unknown): value is PeerStatus {
  return typeof value === 'string' && STATUSES.includes(value)
}

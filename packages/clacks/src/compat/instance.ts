import { ClacksError } from '../errors.js'
import type { Reception } from '../hooks/reception.js'
import type { ReceptionVerdict } from '../hooks/verdict.js'
import { Clacks, componentsOf } from '../node.js'
import type { Peer, PeerStatus } from '../peers/peer.js'
import type { PeerTable } from '../peers/table.js'
import { callLegacy } from '../plugins/legacy.js'
import type { MessageQueue } from '../queue/queue.js'
import type { CompatNode, CompatOptions, CompatPayload, CompatPeer, CompatPlugin } from './types.js'

type Callbacks = {
  received: ((payload: CompatPayload) => unknown)[]
  queued: ((this: CompatNode, message: unknown) => unknown)[]
  discovered: ((peer: CompatPeer) => unknown)[]
  updated: ((peer: CompatPeer) => unknown)[]
}

/** A node with the methods of clacks-p2p 0.3. */
export class CompatInstance implements CompatNode {
  readonly ready: Promise<void>
  readonly #node: Clacks
  readonly #queue: MessageQueue
  readonly #peers: PeerTable
  readonly #options: Required<CompatOptions>
  readonly #plugins: CompatPlugin[] = []
  readonly #callbacks: Callbacks = { received: [], queued: [], discovered: [], updated: [] }

  constructor(key: string | Buffer, cert: string | Buffer, options?: CompatOptions | null) {
    if (!key || !cert) throw new ClacksError('ERR_CLACKS_TLS_KEY', 'Key and certificate are required.')
    const written = options ?? {}
    this.#options = {
      hostname: written.hostname || 'localhost',
      port: written.port || 8080,
      sendrate: written.sendrate || 1,
      killtimeout: written.killtimeout || 3_600_000,
    }
    // What a plugin writes to `res` is sent as is, to legacy senders too.
    this.#node = new Clacks({ ...this.#options, key, cert, legacyRejects: 'refuse' })
    const { queue, peers } = componentsOf(this.#node)
    this.#queue = queue
    this.#peers = peers
    this.#connect()
    this.ready = this.#node.start()
  }

  enqueue(message: unknown): void {
    if (message) this.#node.enqueue(message)
  }

  dequeue(): unknown {
    const entry = this.#queue.take()
    if (entry === undefined) return undefined
    this.#queue.release(entry)
    return JSON.parse(entry.json)
  }

  peek(): unknown[] {
    return [...this.#node.peek()]
  }

  isEmpty(): boolean {
    return this.#node.isEmpty()
  }

  announce(hostname: string, port: number | string): void {
    void this.ready.then(() => this.#node.announce(hostname, port))
  }

  getPeer(identifier: string): CompatPeer | undefined {
    return this.#node.getPeer(identifier)
  }

  getPeers(): Record<PeerStatus, Record<string, CompatPeer>> {
    return this.#node.getPeers()
  }

  addPeer(hostname: string, port: number | string, status: PeerStatus = 'new'): void {
    const peer = this.#node.addPeer(hostname, port)
    if (peer?.status === 'new') this.update({ ...peer }, status)
  }

  update(peer: CompatPeer, status: PeerStatus): void {
    const record = this.#peers.find({ hostname: peer.hostname, port: Number(peer.port) })
    if (record === undefined || record.status === 'ignored') return
    this.#peers.move(record, status)
    peer.status = status
    peer.time = record.time
  }

  ignore(hostname: string, port: number | string): void {
    this.#node.ignore(hostname, port)
  }

  getOptions(): Required<CompatOptions> {
    return this.#options
  }

  onMessageReceived(callback: (payload: CompatPayload) => unknown): void {
    this.#callbacks.received.push(callback)
  }

  onMessageRecieved(callback: (payload: CompatPayload) => unknown): void {
    this.onMessageReceived(callback)
  }

  onMessageQueued(callback: (this: CompatNode, message: unknown) => unknown): void {
    this.#callbacks.queued.push(callback)
  }

  onPeerDiscovered(callback: (peer: CompatPeer) => unknown): void {
    this.#callbacks.discovered.push(callback)
  }

  onPeerUpdated(callback: (peer: CompatPeer) => unknown): void {
    this.#callbacks.updated.push(callback)
  }

  extend(callback: CompatPlugin): void {
    this.#plugins.push(callback)
  }

  stop(): Promise<void> {
    return this.#node.stop()
  }

  /** Calls each callback on its own, so that one that fails does not affect the others. */
  #connect(): void {
    const { hooks } = this.#node
    hooks.received.tapPromise('extend', (reception) => this.#received(reception))
    hooks.announced.tap('extend', (peer) => this.#announced(peer))
    hooks.queued.tap('onMessageQueued', (message) => {
      for (const callback of this.#callbacks.queued) callback.call(this, message)
    })
    hooks.peerDiscovered.tap('onPeerDiscovered', (peer) => {
      // clacks-p2p reports every peer as new, even one that it ignores.
      for (const callback of this.#callbacks.discovered) callback({ ...peer, status: 'new' })
    })
    hooks.peerUpdated.tap('onPeerUpdated', (peer) => {
      for (const callback of this.#callbacks.updated) callback({ ...peer })
    })
  }

  async #received(reception: Reception): Promise<ReceptionVerdict | undefined> {
    const { message, sender, friend, remoteAddress } = reception
    const payload: CompatPayload = {
      message,
      type: 'message',
      sender: { hostname: sender.hostname, port: sender.port },
      ...(friend === undefined ? {} : { friend: { ...friend } }),
    }
    for (const plugin of this.#plugins) {
      const verdict = await callLegacy(plugin, this, sender, payload, remoteAddress)
      if (verdict !== undefined) return verdict
    }
    for (const callback of this.#callbacks.received) callback(payload)
    reception.message = payload.message
    return undefined
  }

  /**
   * The result of plugins is ignored for announces: one that refuses them would isolate the node.
   */
  async #announced({ hostname, port, ...peer }: Peer): Promise<void> {
    const payload: CompatPayload = { message: null, type: 'announce', sender: { hostname, port } }
    for (const plugin of this.#plugins)
      await callLegacy(plugin, this, { ...peer, hostname, port }, payload, hostname)
  }
}

import type { Address } from '../address.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Peer, PeerStatus } from '../peers/peer.js'
import type { Settings } from '../settings/settings.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** All known peers by status and identifier. A snapshot. */
export type PeersByStatus = Record<PeerStatus, Record<string, Peer>>

/** How a plugin in use is doing. */
export interface PluginReport {
  readonly id: string
  readonly name: string
  readonly version: string | undefined
  /** `quarantined`: it kept failing, and its taps are skipped for now. */
  readonly state: 'active' | 'quarantined'
  /** Calls of its taps, failures among them, and milliseconds spent in them. */
  readonly calls: number
  readonly failures: number
  readonly milliseconds: number
}

/** How a node is doing, in numbers. */
export interface NodeStatistics {
  readonly received: number
  readonly enqueued: number
  readonly sent: number
  readonly failed: number
  readonly discarded: number
  readonly refused: number
  readonly queued: number
  readonly queuedBytes: number
  readonly inFlight: number
}

/** A node as its plugins see it: no tapable hooks, and no control over its life cycle or its other plugins. */
export interface PluginNode<Message = unknown> {
  /** Under which address the node is announced and bound. @throws ClacksError ERR_CLACKS_STATE before `start()` */
  readonly address: Address
  /** SHA-256 of the node's own public key (lower-case hex); undefined before `start()` and without TLS. */
  readonly fingerprint: string | undefined
  /**
   * Puts a message in the queue. Returns false, and queues nothing, for null, undefined, false and ''.
   * The message is copied: changing it later changes nothing.
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON, ERR_CLACKS_MESSAGE_TOO_LARGE, ERR_CLACKS_MESSAGE_TOO_DEEP,
   *   ERR_CLACKS_QUEUE_FULL
   */
  enqueue(message: Message): boolean
  /** The queued messages, oldest first; not those under way. A snapshot. */
  peek(): readonly Message[]
  /** The messages that were taken from the queue and are on their way to a peer, not settled yet. A snapshot. */
  inFlightMessages(): readonly Message[]
  isEmpty(): boolean
  getPeers(): PeersByStatus
  getPeer(identifier: string): Peer | undefined
  /**
   * Adds a peer with status `new`. The node itself and known peers are not added again.
   * @returns the peer; undefined for the node itself or where a tap of `admitPeer` says no
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  addPeer(hostname: string, port: number | string): Peer | undefined
  /**
   * Announces this node to a peer and adds the peer when it answered 200. False when it did not.
   * @throws ClacksError ERR_CLACKS_ADDRESS, ERR_CLACKS_STATE
   */
  announce(hostname: string, port: number | string): Promise<boolean>
  /** Never sends to this peer again and refuses what it sends. @throws ClacksError ERR_CLACKS_ADDRESS */
  ignore(hostname: string, port: number | string): void
  /**
   * Ends that a peer is ignored: it is `new` again.
   * @returns false where it was not ignored
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  unignore(hostname: string, port: number | string): boolean
  /** The resolved options. Key material is never in them. */
  getOptions(): Settings
  /** How the node is doing, in numbers. */
  statistics(): NodeStatistics
  /** How the plugins are doing, in the order in which they were set up. */
  plugins(): readonly PluginReport[]
  /**
   * What a plugin in use provides to others under this key, for whoever embeds the node: `node.service('archive')`. Undefined
   * where nobody does. It is that of this moment: ask again after a plugin was replaced.
   */
  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined
}

/** A node as `apply(node)` receives it. Its hooks look like tapable hooks, but taps are supervised and end with the plugin. */
export interface SupervisedNode<Message = unknown> extends PluginNode<Message> {
  readonly hooks: Hooks<Message>
}

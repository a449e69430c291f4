import type { Address } from '../address.js'
import type { HistogramSnapshot } from '../histogram.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Peer, PeerStatus } from '../peers/peer.js'
import type { Settings } from '../settings/settings.js'
import type { NodeMeasurements } from './node-measurements.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** A snapshot of all known peers by status and identifier. */
export type PeersByStatus = Record<PeerStatus, Record<string, Peer>>

/** A problem that a plugin reports with `ctx.reportProblem`. */
export interface PluginProblem {
  readonly text: string
  /** Whether it is over, and reported for what it has done only. */
  readonly isOver: boolean
}

/** The state and statistics of a plugin in use. */
export interface PluginReport {
  readonly id: string
  readonly name: string
  readonly version: string | undefined
  /** `quarantined`: it kept failing, and its taps are skipped for a while. */
  readonly state: 'active' | 'quarantined'
  /** The number of calls of its taps. */
  readonly calls: number
  /** How many of the calls failed. */
  readonly failures: number
  /** Milliseconds spent in its taps. */
  readonly milliseconds: number
  /** How long the calls took, in seconds. */
  readonly seconds: HistogramSnapshot
  /** How often it was quarantined. */
  readonly quarantines: number
  /** What keeps it from doing its work, or what it has failed to do; undefined if nothing. */
  readonly problem: PluginProblem | undefined
}

/** Counters of a node, and the current size of its queue. */
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

/**
 * The node that plugins receive: without tapable hooks, and without control over its life cycle or
 * other plugins.
 */
export interface PluginNode<Message = unknown> {
  /**
   * The address under which the node is bound and announces itself.
   * @throws ClacksError ERR_CLACKS_STATE before `start()`
   */
  readonly address: Address
  /**
   * SHA-256 of the node's own public key (lower-case hex); undefined before `start()` and without
   * TLS.
   */
  readonly fingerprint: string | undefined
  /**
   * Puts a copy of a message into the queue. Returns false, and queues nothing, for null,
   * undefined, false and ''.
   * @throws ClacksError ERR_CLACKS_MESSAGE_NOT_JSON, ERR_CLACKS_MESSAGE_TOO_LARGE,
   *   ERR_CLACKS_MESSAGE_TOO_DEEP, ERR_CLACKS_QUEUE_FULL
   */
  enqueue(message: Message): boolean
  /**
   * Puts a message into the queue as this JSON text, character by character (line breaks between
   * its tokens become spaces): no number goes through a double. Otherwise like {@link enqueue}.
   * @throws ClacksError as {@link enqueue}; ERR_CLACKS_MESSAGE_NOT_JSON if the text is not JSON
   */
  enqueueJson(json: string): boolean
  /** Returns a snapshot of the queued messages, oldest first, without those in flight. */
  peek(): readonly Message[]
  /** Like {@link peek}: the JSON texts, with all digits of their numbers. */
  peekJson(): readonly string[]
  /**
   * Returns a snapshot of the messages in flight: taken from the queue and being sent to a peer.
   */
  inFlightMessages(): readonly Message[]
  /** Like {@link inFlightMessages}: the JSON texts, with all digits of their numbers. */
  inFlightJson(): readonly string[]
  isEmpty(): boolean
  getPeers(): PeersByStatus
  getPeer(identifier: string): Peer | undefined
  /**
   * Adds a peer with status `new`, unless it is known or the node itself.
   * @returns the peer; undefined for the node itself, or if a tap of `admitPeer` returned false
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  addPeer(hostname: string, port: number | string): Peer | undefined
  /**
   * Announces this node to a peer, and adds the peer if it answers 200.
   * @returns whether it answered 200
   * @throws ClacksError ERR_CLACKS_ADDRESS, ERR_CLACKS_STATE
   */
  announce(hostname: string, port: number | string): Promise<boolean>
  /**
   * Ignores a peer: sends nothing to it and refuses what it sends.
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  ignore(hostname: string, port: number | string): void
  /**
   * Stops ignoring a peer. Its status becomes `new`.
   * @returns false if it was not ignored
   * @throws ClacksError ERR_CLACKS_ADDRESS
   */
  unignore(hostname: string, port: number | string): boolean
  /** Returns the resolved options, without key material. */
  getOptions(): Settings
  /** Returns the counters of the node. */
  statistics(): NodeStatistics
  /**
   * Returns what the node counts beside {@link statistics}: reasons, durations, connections. It
   * looks at all peers, so call it every few seconds, not for each message.
   */
  measurements(): NodeMeasurements
  /** Returns the state and statistics of the plugins, in the order of their setup. */
  plugins(): readonly PluginReport[]
  /**
   * Returns the service that a plugin or the application provides under this key, as in
   * `node.service('archive')`; undefined if there is none. Do not cache it: it changes when the
   * plugin is replaced.
   */
  service<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined
}

/**
 * The node that `apply(node)` receives. Its hooks look like tapable hooks, but taps are supervised
 * and end with the plugin.
 */
export interface SupervisedNode<Message = unknown> extends PluginNode<Message> {
  readonly hooks: Hooks<Message>
}

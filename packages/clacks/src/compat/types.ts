import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PeerStatus } from '../peers/peer.js'

/** A peer in the form of clacks-p2p. */
export interface CompatPeer {
  identifier: string
  hostname: string
  port: number | string
  status: PeerStatus
  time: number
}

/** A payload in the form of clacks-p2p. Set `message` to null, false or undefined to discard it. */
export interface CompatPayload {
  message: unknown
  type: 'message' | 'announce'
  sender: { hostname: string; port: number | string }
  friend?: { hostname: string; port: number | string }
}

/** Options of clacks-p2p; missing and falsy ones have their defaults. */
export interface CompatOptions {
  hostname?: string
  port?: number
  sendrate?: number
  killtimeout?: number
}

/**
 * A plugin of clacks-p2p. Returning false discards the payload; the sender gets the answer it
 * wrote.
 */
export type CompatPlugin = (
  this: CompatNode,
  peer: CompatPeer,
  payload: CompatPayload,
  req: IncomingMessage,
  res: ServerResponse,
) => unknown

/** An instance of clacks-p2p, with `ready` and `stop` in addition. */
export interface CompatNode {
  enqueue(message: unknown): void
  /** Removes and returns the message at the head of the queue. */
  dequeue(): unknown
  /** The queued messages. A copy, unlike in clacks-p2p. */
  peek(): unknown[]
  isEmpty(): boolean
  announce(hostname: string, port: number | string): void
  getPeer(identifier: string): CompatPeer | undefined
  getPeers(): Record<PeerStatus, Record<string, CompatPeer>>
  addPeer(hostname: string, port: number | string, status?: PeerStatus): void
  update(peer: CompatPeer, status: PeerStatus): void
  ignore(hostname: string, port: number | string): void
  getOptions(): Required<CompatOptions>
  onMessageReceived(callback: (payload: CompatPayload) => unknown): void
  /** The spelling of clacks-p2p. */
  onMessageRecieved(callback: (payload: CompatPayload) => unknown): void
  onMessageQueued(callback: (this: CompatNode, message: unknown) => unknown): void
  onPeerDiscovered(callback: (peer: CompatPeer) => unknown): void
  onPeerUpdated(callback: (peer: CompatPeer) => unknown): void
  extend(callback: CompatPlugin): void
  /** Resolves when the node listens. An unhandled failure ends the process, as in clacks-p2p. */
  readonly ready: Promise<void>
  /** Stops the node. clacks-p2p cannot be stopped. */
  stop(): Promise<void>
}

/** Callable with and without `new`, like that of clacks-p2p. */
export interface CompatConstructor {
  new (key: string | Buffer, cert: string | Buffer, options?: CompatOptions): CompatNode
  (key: string | Buffer, cert: string | Buffer, options?: CompatOptions): CompatNode
}

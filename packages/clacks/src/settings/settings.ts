// Generated from settings-schema.ts: change that, and run `npx vitest run settings-types -u`.

/**
 * Where to listen if that is not the announced address: behind a port mapping, or on one interface
 * only.
 */
export interface Listen {
  /** The interface. Default: all of them, or only the loopback interface if `hostname` is local. */
  host: string
  /** The port. Default: the announced `port`. */
  port: number
}

/** How often a peer of each status is picked. The weights need not add up to 1. */
export interface Weights {
  /**
   * Weight of alive peers.
   * @default 0.95
   */
  alive: number
  /**
   * Weight of lost peers.
   * @default 0.04999
   */
  lost: number
  /**
   * Weight of dead peers.
   * @default 0.00001
   */
  dead: number
}

/** Bounds on everything that a remote peer could make grow. */
export interface Limits {
  /**
   * Bytes of a request body.
   * @default 1_048_576
   */
  bodyBytes: number
  /** Bytes of one message as JSON. Default: `bodyBytes` minus 1,024 for the envelope. */
  messageBytes: number
  /**
   * Levels of nesting of one message.
   * @default 10_000
   */
  depth: number
  /**
   * Values of one message: items of its arrays and fields of its objects.
   * @default 10_000
   */
  values: number
  /**
   * Messages in the queue, including those in flight.
   * @default 100_000
   */
  queueMessages: number
  /**
   * Bytes of the messages in the queue as JSON.
   * @default 268_435_456
   */
  queueBytes: number
  /**
   * Seconds that the queue may take at `sendrate` and `byterate` before the messages of a peer are
   * refused with 503, unless its own queue takes as long, too: then it may take that many seconds
   * more than the queue of the peer. It does not bound what the application enqueues.
   * @default 60
   */
  queueSeconds: number
  /**
   * Peers in the table.
   * @default 2000
   */
  peers: number
  /**
   * Share of the peers in the table that may be in one network range, and of those to be probed
   * that one may name.
   * @default 0.25
   */
  peerShare: number
  /**
   * Unanswered requests, over all peers.
   * @default 512
   */
  inFlight: number
  /**
   * Unanswered requests on the connection to one peer.
   * @default 64
   */
  pipelining: number
  /**
   * Messages in one request, sent or received.
   * @default 128
   */
  batchMessages: number
  /**
   * The same for a legacy peer, which may receive an unanswered message twice if the connection
   * breaks.
   * @default 16
   */
  legacyPipelining: number
  /**
   * Open inbound connections, shared by network range.
   * @default 2000
   */
  connections: number
  /**
   * Bytes of request bodies that are arriving or not answered yet, shared by network range.
   * @default 67_108_864
   */
  unansweredBytes: number
  /**
   * Open outbound connections. A new one replaces the least recently used.
   * @default 256
   */
  outboundConnections: number
  /**
   * Inbound requests per second from one network range. Above it the answer is 429.
   * @default 50_000
   */
  requestsPerSecond: number
  /**
   * Milliseconds to establish a connection.
   * @default 6000
   */
  connectMs: number
  /**
   * Milliseconds for a request or an answer to arrive in full.
   * @default 10_000
   */
  requestMs: number
  /**
   * Milliseconds that `stop()` waits for requests in flight.
   * @default 5000
   */
  drainMs: number
  /**
   * Milliseconds that one call of a plugin tap may take, unless the tap sets `timeoutMs`.
   * @default 5000
   */
  tapMs: number
}

/** The settings as an application or a config writes them. Each has a default. */
export interface WrittenSettings {
  /**
   * The DNS name or IP address at which other peers reach this node.
   * @default 'localhost'
   */
  hostname?: string
  /**
   * The port at which other peers reach this node, and on which it listens. 0 takes a free one.
   * @default 8080
   */
  port?: number
  /**
   * Where to listen if that is not the announced address: behind a port mapping, or on one
   * interface only.
   */
  listen?: Partial<Listen>
  /**
   * Messages per second: fractions are allowed, 0 sends nothing, `Infinity` sends as fast as peers
   * accept.
   * @default 1
   */
  sendrate?: number
  /**
   * Bytes per second, in addition to `sendrate`.
   * @default Infinity
   */
  byterate?: number
  /**
   * Milliseconds after which a lost peer becomes dead.
   * @default 3_600_000
   */
  killtimeout?: number
  /**
   * Milliseconds between two announces of a node whose queue is empty. 0 turns them off.
   * @default 30_000
   */
  idleAnnounce?: number
  /**
   * Refuse senders that do not present the key pinned for their address.
   * @default false
   */
  requireVerified?: boolean
  /**
   * What to do with a message of a legacy sender that can never be accepted: `discard` answers 200
   * and discards it, `refuse` answers with the error, and the message comes back forever.
   * @default 'discard'
   */
  legacyRejects?: 'discard' | 'refuse'
  /**
   * Network ranges that may have 16 times the share of others, of connections for example: IP
   * addresses, or CIDR notation such as `10.0.0.0/8`. One that is smaller than a network range does
   * not share with its neighbours.
   */
  trustedRanges?: string[]
  /** How often a peer of each status is picked. The weights need not add up to 1. */
  weights?: Partial<Weights>
  /** Bounds on everything that a remote peer could make grow. */
  limits?: Partial<Limits>
}

/** The settings of a node, frozen: everything is checked, nothing is optional. */
export interface Settings
  extends Readonly<Required<Omit<WrittenSettings, 'listen' | 'weights' | 'limits' | 'trustedRanges'>>> {
  readonly listen: Readonly<Listen>
  readonly weights: Readonly<Weights>
  readonly limits: Readonly<Limits>
  readonly trustedRanges: readonly string[]
}

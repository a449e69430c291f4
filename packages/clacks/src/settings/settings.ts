/** Whom to believe when a peer shows its certificate (docs/wire.md, "Trust"). */
export type Trust = 'tofu' | 'ca' | 'pin' | 'none'

/** Keeps the keys that were seen first (trust `tofu`). Keys of the record are `host:port`, values SHA-256 in hex. */
export interface PinStore {
  /** All pins, read once before the first connection. */
  load(): Readonly<Record<string, string>>
  /** Called after each new pin. */
  save(pins: Readonly<Record<string, string>>): void
}

/** TLS beyond the node's own key and certificate. */
export interface TlsOptions {
  /** Default `tofu`: the first key seen for an address is pinned, another one later is refused. */
  trust?: Trust
  /** PEM certificates of the authorities, for trust `ca`; left out: those of Node. */
  ca?: string | readonly string[]
  /** SHA-256 of the public keys (hex) that trust `pin` accepts. */
  keys?: readonly string[]
  /** Where the pins of trust `tofu` are kept; left out: in memory. */
  pins?: PinStore
}

/** The bounds of everything that a stranger could make grow. */
export interface Limits {
  /** Bytes of a request body. Default 1 MiB. */
  bodyBytes: number
  /** Bytes of one message as JSON. Default: `bodyBytes` less 1 KiB for the envelope. */
  messageBytes: number
  /** Levels of nesting of one message. Default 10,000. */
  depth: number
  /** Messages in the queue, those under way included. Default 100,000. */
  queueMessages: number
  /** Bytes of the messages in the queue as JSON. Default 256 MiB. */
  queueBytes: number
  /** Peers in the table. Default 2,000. */
  peers: number
  /** Share of the table that one network range, or one source of addresses, may fill. Default 0.25. */
  peerShare: number
  /** Requests that wait for their answer, over all peers. Default 512. */
  inFlight: number
  /** Requests to one peer of this project that wait for their answer on one connection. Default 64. */
  pipelining: number
  /** The same towards a legacy peer, which may get a message twice when a connection breaks. Default 16. */
  legacyPipelining: number
  /** Open inbound connections. Default 2,000. */
  connections: number
  /** Open outbound connections; the one longest unused is closed for a new one. Default 256. */
  outboundConnections: number
  /** Inbound requests a second from one network address; above it the answer is 429. Default 50,000. */
  requestsPerSecond: number
  /** Milliseconds for a connection to be made. Default 6,000. */
  connectMs: number
  /** Milliseconds for a request or an answer to arrive whole. Default 10,000. */
  requestMs: number
  /** Milliseconds that `stop()` waits for what is under way. Default 5,000. */
  drainMs: number
  /** Milliseconds that one tap of a plugin may take, unless it says otherwise. Default 5,000. */
  tapMs: number
}

/** How often a peer of each status is chosen (specification, "Peer Statuses"). They need not add up to 1. */
export interface Weights {
  /** Default 0.95. */
  alive: number
  /** Default 0.04999. */
  lost: number
  /** Default 0.00001. */
  dead: number
}

/** What people write of the settings; each has a default. */
export interface WrittenSettings {
  /** The name under which other peers find this node. Default `localhost`. */
  hostname?: string
  /** The port under which other peers find this node, and on which it listens. Default 8080; 0 takes a free one. */
  port?: number
  /** Where to listen when that differs from what is announced: behind a port mapping, or on one interface only. */
  listen?: { host?: string; port?: number }
  /** Messages a second: fractions allowed, 0 sends nothing, `Infinity` as fast as peers accept. Default 1. */
  sendrate?: number
  /** Bytes a second; both limits hold where both are set. Default `Infinity`. */
  byterate?: number
  /** Milliseconds after which a lost peer becomes dead. Default 3,600,000. */
  killtimeout?: number
  /** Milliseconds between two announces of a node whose queue is empty; 0 for none. Default 30,000. */
  idleAnnounce?: number
  /** Refuse senders that do not show the key pinned for their address. Default false. */
  requireVerified?: boolean
  /**
   * A message of a legacy sender that is refused for good (a plugin's reject, too deep): `discard` (default) answers
   * 200 and discards it; `refuse` answers as anywhere else, and it comes back for ever.
   */
  legacyRejects?: 'discard' | 'refuse'
  weights?: Partial<Weights>
  limits?: Partial<Limits>
}

/** The settings as the rooms use them: nothing is optional, everything is checked. */
export interface Settings {
  readonly hostname: string
  readonly port: number
  readonly listen: { readonly host: string; readonly port: number }
  readonly sendrate: number
  readonly byterate: number
  readonly killtimeout: number
  readonly idleAnnounce: number
  readonly requireVerified: boolean
  readonly legacyRejects: 'discard' | 'refuse'
  readonly weights: Readonly<Weights>
  readonly limits: Readonly<Limits>
}

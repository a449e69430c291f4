import type { Address } from '../address.js'

/** A received request, not parsed yet. */
export interface InboundRequest {
  /** The body, at most `limits.bodyBytes` long. */
  readonly body: Buffer
  /** The `content-type` header; undefined counts as `application/json`. */
  readonly contentType?: string | undefined
  /** The `Clacks-Caps` header; undefined from a legacy peer. */
  readonly caps: string | undefined
  /**
   * The `Clacks-Transfer` header: the same for a repeated request, see {@link
   * OutboundRequest.transfer}.
   */
  readonly transfer: string | undefined
  /** The remote IP address of the connection. */
  readonly remoteAddress: string
  /**
   * SHA-256 of the public key of the client certificate (lower-case hex); undefined without one.
   */
  readonly key: string | undefined
}

/** The response to an {@link InboundRequest}. */
export interface Reply {
  readonly status: number
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number
  /** JSON text. */
  readonly body?: string
}

/** Handles a request. It never throws or rejects. */
export type RequestHandler = (request: InboundRequest) => Reply | Promise<Reply>

/** A request to send. */
export interface OutboundRequest {
  /** JSON text of a payload, or the lines of a batch. */
  readonly body: string
  /** The `content-type` header. Default `application/json`. */
  readonly contentType?: string | undefined
  /**
   * Identifies the transfer, so that a receiver recognises a repeated request; undefined for legacy
   * peers.
   */
  readonly transfer?: string | undefined
}

/** The receiver of an {@link OutboundRequest}. */
export interface Destination extends Address {
  /**
   * The address comes from another node. It is checked against the blocked ranges after name
   * resolution. Addresses from the operator are not.
   */
  readonly secondHand: boolean
}

/** The response of a peer. */
export interface Answer {
  readonly status: number
  /** The `Clacks-Caps` header; undefined from a legacy peer. */
  readonly caps: string | undefined
  /** Seconds from the `Retry-After` header, if any. */
  readonly retryAfter: number | undefined
  /** The body, up to 64 KiB; empty if the peer showed no capabilities. */
  readonly body: string
  /**
   * The IP address that was dialled, after name resolution. A transport that dials no IP addresses
   * leaves it out.
   */
  readonly remoteAddress?: string
}

/** The bound address of {@link Transport.listen}. */
export interface Bound {
  readonly host: string
  readonly port: number
}

/** What happened to the connections in one direction since the start. */
export interface ConnectionCounts {
  /** Open now, or being opened. */
  readonly open: number
  /** TLS handshakes that succeeded, trust included. */
  readonly secured: number
  /** Connections that ended without one, or could not be opened. */
  readonly failed: number
}

/** What a transport counts since the start. */
export interface TransportStatistics {
  readonly inbound: ConnectionCounts
  readonly outbound: ConnectionCounts
  /** Requests that were refused before a node saw them, by status. */
  readonly refused: Readonly<Record<string, number>>
}

/**
 * Carries bytes between nodes, without knowing payloads. Every implementation passes the contract
 * suite `testTransport` of `clacks/testing`.
 */
export interface Transport {
  /**
   * Starts to pass requests to `handler`. Resolves when bound; port 0 takes a free port.
   * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN
   */
  listen(at: { host: string; port: number }, handler: RequestHandler): Promise<Bound>
  /**
   * Sends one request and resolves with the answer, whatever its status.
   * Settles within the transport's own time limits.
   * @throws ClacksError (as a rejection) ERR_CLACKS_PEER_UNREACHABLE, ERR_CLACKS_PEER_TIMEOUT,
   *   ERR_CLACKS_PEER_KEY_CHANGED, ERR_CLACKS_PEER_UNTRUSTED, ERR_CLACKS_ADDRESS_BLOCKED,
   *   ERR_CLACKS_PEER_IS_SELF
   */
  send(destination: Destination, request: OutboundRequest): Promise<Answer>
  /** SHA-256 of the public key pinned for an address (lower-case hex), if any. */
  pinnedKey(address: Address): string | undefined
  /**
   * All keys that are pinned, by `host:port`. A transport that pins no keys leaves it out.
   */
  pinnedKeys?(): Readonly<Record<string, string>>
  /** Forgets the key pinned for an address: the next one is pinned. False if there is none. */
  forgetKey?(address: Address): boolean
  /**
   * SHA-256 of this node's own public key (lower-case hex); undefined without one.
   */
  readonly fingerprint: string | undefined
  /** The certificate that the node shows (PEM), if it shows one. */
  readonly certificate?: string | undefined
  /**
   * Shows another key and certificate to new connections, from now on. A transport without
   * certificates leaves it out.
   * @throws ClacksError ERR_CLACKS_TLS_KEY, ERR_CLACKS_TLS_CERTIFICATE, ERR_CLACKS_TLS_MISMATCH:
   *   the earlier pair stays in use
   */
  renew?(pair: { readonly key: string | Buffer; readonly cert: string | Buffer }): void
  /** Counts of its connections. A transport without connections leaves it out. */
  statistics?(): TransportStatistics
  /**
   * Stops listening, closes connections and rejects pending requests. A second call does nothing.
   */
  close(): Promise<void>
}

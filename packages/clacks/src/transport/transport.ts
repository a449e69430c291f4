import type { Address } from '../address.js'

/** One request as it came in, its bytes not yet looked at. */
export interface InboundRequest {
  /** The body, at most `limits.bodyBytes` long. */
  readonly body: Buffer
  /** The `Clacks-Caps` header; undefined from a legacy peer. */
  readonly caps: string | undefined
  /**
   * The `Clacks-Transfer` header: the same for a repeated request, see {@link
   * OutboundRequest.transfer}.
   */
  readonly transfer: string | undefined
  /** The address that the connection came from. */
  readonly remoteAddress: string
  /**
   * SHA-256 of the public key of the client certificate (lower-case hex); undefined where none was
   * shown.
   */
  readonly key: string | undefined
}

/** What is answered to an {@link InboundRequest}. */
export interface Reply {
  readonly status: number
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfter?: number
  /** JSON text. */
  readonly body?: string
}

/** Turns one arrival into a reply. It never throws and never rejects. */
export type RequestHandler = (arrival: InboundRequest) => Reply | Promise<Reply>

/** One request to be sent. */
export interface OutboundRequest {
  /** JSON text of a payload. */
  readonly body: string
  /**
   * Names this transfer, so that a receiver recognises a repetition; left out towards legacy peers.
   */
  readonly transfer?: string | undefined
}

/** Where a {@link OutboundRequest} goes, and how carefully. */
export interface Destination extends Address {
  /**
   * Somebody else told us this address: after name resolution it is held against the ranges that
   * may be dialled. Addresses from the operator are not.
   */
  readonly secondHand: boolean
}

/** What came back. */
export interface Answer {
  readonly status: number
  /** The `Clacks-Caps` header; undefined from a legacy peer. */
  readonly caps: string | undefined
  /** Seconds from `Retry-After`, where there is one. */
  readonly retryAfter: number | undefined
  /** The body; read (up to 64 KiB) only when the peer showed caps, else ''. */
  readonly body: string
}

/** What {@link Transport.listen} bound. */
export interface Bound {
  readonly host: string
  readonly port: number
}

/**
 * Bytes in and out. It knows nothing of payloads; every implementation passes the contract suite in
 * `clacks/testing` (transport-contract).
 */
export interface Transport {
  /**
   * Starts to hand every request to `handler`. Resolves when bound; port 0 takes a free one.
   * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN
   */
  listen(at: { host: string; port: number }, handler: RequestHandler): Promise<Bound>
  /**
   * Sends one request and resolves with the answer, whatever its status.
   * Settles within the transport's own time limits.
   * @throws ClacksError (as a rejection) ERR_CLACKS_PEER_UNREACHABLE, ERR_CLACKS_PEER_TIMEOUT,
   *   ERR_CLACKS_PEER_KEY_CHANGED, ERR_CLACKS_PEER_UNTRUSTED, ERR_CLACKS_ADDRESS_BLOCKED
   */
  send(destination: Destination, request: OutboundRequest): Promise<Answer>
  /** SHA-256 of the public key pinned for an address (lower-case hex), where there is one. */
  pinnedKey(address: Address): string | undefined
  /**
   * SHA-256 fingerprint of this node's own public key (lower-case hex); undefined where it has
   * none.
   */
  readonly fingerprint: string | undefined
  /**
   * Stops listening, breaks what is open, rejects what is under way. A second call does nothing.
   */
  close(): Promise<void>
}

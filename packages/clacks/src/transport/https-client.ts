import { LRUCache } from 'lru-cache'
import { formatAddress } from '../address.js'
import { ClacksError, hasCode, isClacksError, reasonOf } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import type { KeyPair } from './key-pair.js'
import type { OwnConnections } from './own-connections.js'
import type { PeerConnection } from './peer-connection.js'
import { TlsDialer } from './tls-dialer.js'
import type { TlsIdentity } from './tls-identity.js'
import type { Answer, ConnectionCounts, Destination, OutboundRequest } from './transport.js'
import type { TrustPolicy } from './trust.js'
import type { buildConnector } from './undici.js'

/** Options of the client. */
export interface HttpsClientOptions {
  readonly limits: Pick<Limits, 'connectMs' | 'requestMs' | 'outboundConnections' | 'pipelining'>
  /** The value of the `Clacks-Caps` header. */
  readonly capabilities: string
  readonly trust: TrustPolicy
  /** CA certificates for trust `ca`. Default: those of Node. */
  readonly ca: string | readonly string[] | undefined
  /** Whether an IP address learned from other nodes may be dialled. */
  readonly allow: (ip: string) => boolean
  readonly own: Pick<OwnConnections, 'isOwn'>
}

/** Bytes out: one connection per peer, with pipelined requests. */
export class HttpsClient {
  readonly #options: HttpsClientOptions
  readonly #dialer: TlsDialer
  /**
   * Connections that accept requests. Created with the first one: the cache allocates its memory up
   * front.
   */
  #connections: LRUCache<string, PeerConnection> | undefined
  /** Includes evicted connections whose requests are still in flight. */
  readonly #open = new Set<PeerConnection>()
  /**
   * Loaded with the first request: undici takes longer to load than everything else before a node
   * listens.
   */
  #Connection: typeof PeerConnection | undefined
  #closed = false

  constructor(options: HttpsClientOptions) {
    const { limits, trust, ca, allow, own } = options
    this.#options = options
    this.#dialer = new TlsDialer({ connectMs: limits.connectMs, trust, ca, allow, own })
  }

  /** Sets the certificate that is shown to peers. */
  show(pair: KeyPair, identity: TlsIdentity): void {
    this.#dialer.show(pair, identity)
  }

  /** The connections so far. */
  get counts(): ConnectionCounts {
    const { secured, failed } = this.#dialer
    return { open: this.#open.size, secured, failed }
  }

  async send(destination: Destination, request: OutboundRequest): Promise<Answer> {
    this.#Connection ??= (await import('./peer-connection.js')).PeerConnection
    const Connection = this.#Connection
    return new Promise((answered, reject) => {
      const failed = (thrown: unknown): void => reject(asClacksError(destination, thrown))
      if (this.#closed) return failed(stopped())
      try {
        const type = request.contentType ?? 'application/json'
        const headers = ['content-type', type, 'clacks-caps', this.#options.capabilities]
        if (request.transfer !== undefined) headers.push('clacks-transfer', request.transfer)
        this.#connection(destination, Connection).send(headers, request.body, { answered, failed })
      } catch (thrown) {
        failed(thrown)
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const closing = [...this.#open].map((connection) => connection.destroy(stopped()))
    this.#dialer.close()
    await Promise.all(closing)
  }

  #connection(destination: Destination, Connection: typeof PeerConnection): PeerConnection {
    const connections = this.#pool()
    const { hostname, port, secondHand } = destination
    const id = `${secondHand ? 'named' : 'known'} ${hostname} ${port}`
    const known = connections.get(id)
    if (known !== undefined) return known
    const made = new Connection(destination, {
      limits: this.#options.limits,
      dial: (callback) => this.#dial(destination, callback),
      ended: (connection) => {
        this.#open.delete(connection)
        if (connections.peek(id) === connection) connections.delete(id)
      },
    })
    this.#open.add(made)
    connections.set(id, made)
    return made
  }

  #pool(): LRUCache<string, PeerConnection> {
    this.#connections ??= new LRUCache({
      max: this.#options.limits.outboundConnections,
      // Requests in flight on an evicted connection still get their answer.
      dispose: (connection, _, reason) => {
        if (reason === 'evict') void connection.close().finally(() => this.#open.delete(connection))
      },
    })
    return this.#connections
  }

  #dial(destination: Destination, callback: buildConnector.Callback): void {
    try {
      this.#dialer.dial(destination, (error, socket) => {
        if (socket !== null) callback(null, socket)
        else callback(asClacksError(destination, error), null)
      })
    } catch (thrown) {
      callback(asClacksError(destination, thrown), null)
    }
  }
}

function stopped(): Error {
  return new Error('this node has stopped')
}

function asClacksError(destination: Destination, thrown: unknown): ClacksError {
  if (isClacksError(thrown)) return thrown
  const code = isTimeout(thrown)
    ? 'ERR_CLACKS_PEER_TIMEOUT'
    : isCertificateError(thrown)
      ? 'ERR_CLACKS_PEER_UNTRUSTED'
      : 'ERR_CLACKS_PEER_UNREACHABLE'
  return new ClacksError(code, `${formatAddress(destination)}: ${reasonOf(thrown)}.`, { cause: thrown })
}

/** The codes that undici uses. */
const TIMEOUTS = ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'] as const

function isTimeout(thrown: unknown): boolean {
  return hasCode(thrown, ...TIMEOUTS)
}

/** OpenSSL uses codes such as SELF_SIGNED_CERT_IN_CHAIN; failed connections have an errno (E…). */
function isCertificateError(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown)) return false
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_/.test(String(thrown.code))
}

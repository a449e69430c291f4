import type { Address } from '../address.js'
import type { Log } from '../log.js'
import type { Limits } from '../settings/settings.js'
import type { TlsOptions } from '../settings/tls-options.js'
import { makeCertificate } from './certificate.js'
import { HttpsClient } from './https-client.js'
import { HttpsServer } from './https-server.js'
import type { KeyPair } from './key-pair.js'
import { OwnConnections } from './own-connections.js'
import { type TlsIdentity, tlsIdentity } from './tls-identity.js'
import { stoppedBeforeListening } from './tls-listener.js'
import type { Answer, Bound, Destination, OutboundRequest, RequestHandler, Transport } from './transport.js'
import { type TrustPolicy, trustPolicy } from './trust.js'

/** Options of the HTTPS transport. */
export interface HttpsTransportOptions {
  /**
   * Private key and certificate in PEM form. If one is missing, a self-signed pair is created for
   * this run.
   */
  readonly key?: string | Buffer
  readonly cert?: string | Buffer
  readonly tls?: TlsOptions
  /** The host name in a self-signed certificate. */
  readonly hostname: string
  readonly limits: Limits
  /** The value of the `Clacks-Caps` header in every request and response. */
  readonly capabilities: string
  /** Whether an IP address learned from other nodes may be dialled. */
  readonly allow: (ip: string) => boolean
  readonly log: Log
}

/**
 * The transport of clacks-p2p: `POST /` over HTTPS, HTTP/1.1 with keep-alive.
 * It never touches `NODE_TLS_REJECT_UNAUTHORIZED`: trust is decided for each connection.
 */
export function createHttpsTransport(options: HttpsTransportOptions): Transport {
  return new HttpsTransport(options)
}

class HttpsTransport implements Transport {
  readonly #options: HttpsTransportOptions
  readonly #trust: TrustPolicy
  readonly #client: HttpsClient
  readonly #server: HttpsServer
  #identity: TlsIdentity | undefined
  #closed = false

  constructor(options: HttpsTransportOptions) {
    const { tls = {}, limits, capabilities, allow, log } = options
    this.#options = options
    this.#trust = trustPolicy(tls, (text) => log.warn(text))
    const own = new OwnConnections()
    this.#client = new HttpsClient({ limits, capabilities, allow, trust: this.#trust, ca: tls.ca, own })
    this.#server = new HttpsServer({ limits, capabilities, own })
  }

  get fingerprint(): string | undefined {
    return this.#identity?.fingerprint
  }

  async listen(at: { host: string; port: number }, handler: RequestHandler): Promise<Bound> {
    const { tls, log } = this.#options
    const pair = await this.#pair()
    if (this.#closed) throw stoppedBeforeListening()
    this.#identity = tlsIdentity(pair)
    this.#client.show(pair, this.#identity)
    if (tls?.trust === 'none')
      log.warn('`tls.trust` is `none`: any server at the address of a peer gets its messages.')
    return this.#server.listen(at, this.#identity.context, handler)
  }

  send(destination: Destination, request: OutboundRequest): Promise<Answer> {
    return this.#client.send(destination, request)
  }

  pinnedKey(address: Address): string | undefined {
    return this.#trust.expected(address)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#client.close(), this.#server.close()])
  }

  async #pair(): Promise<KeyPair> {
    const { key, cert, hostname } = this.#options
    return key === undefined || cert === undefined ? makeCertificate(hostname) : { key, cert }
  }
}

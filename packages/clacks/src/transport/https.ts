import { X509Certificate } from 'node:crypto'
import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import type { Log } from '../log.js'
import { NetworkRanges } from '../network-range.js'
import type { Limits } from '../settings/settings.js'
import type { PinStore, TlsOptions } from '../settings/tls-options.js'
import { loadOrCreateCertificate, makeCertificate } from './certificate.js'
import { HttpsClient } from './https-client.js'
import { HttpsServer } from './https-server.js'
import type { KeyChanges } from './key-changes.js'
import type { KeyPair } from './key-pair.js'
import { OwnConnections } from './own-connections.js'
import { filePins, pinsFile } from './pins.js'
import { type TlsIdentity, tlsIdentity } from './tls-identity.js'
import { stoppedBeforeListening } from './tls-listener.js'
import type {
  Answer,
  Bound,
  ConnectionCounts,
  Destination,
  OutboundRequest,
  RequestHandler,
  Transport,
  TransportStatistics,
} from './transport.js'
import { type TrustPolicy, trustPolicy } from './trust.js'

const NO_CONNECTIONS: ConnectionCounts = { open: 0, secured: 0, failed: 0 }
/** Keys that are remembered, as a multiple of `limits.peers`: those of former peers too. */
const KEYS_PER_PEER = 2

/** Options of the HTTPS transport. */
export interface HttpsTransportOptions {
  /**
   * Private key and certificate in PEM form. If one is missing, the pair of the state folder is
   * used.
   */
  readonly key?: string | Buffer
  readonly cert?: string | Buffer
  readonly tls?: TlsOptions
  /**
   * Where a self-signed pair and the pins are stored, asked for when the transport listens. Without
   * it, they are in memory.
   */
  readonly stateFolder?: () => string | undefined
  /** The host name in a self-signed certificate. */
  readonly hostname: string
  readonly limits: Limits
  /** Network ranges that may have a larger share of connections and the like. */
  readonly trustedRanges?: readonly string[]
  /** The value of the `Clacks-Caps` header in every request and response. */
  readonly capabilities: string
  /** Whether an IP address learned from other nodes may be dialled. */
  readonly allow: (ip: string) => boolean
  /** Whether an address is that of a peer which the node knows: its key is not forgotten. */
  readonly isKnown: (address: Address) => boolean
  readonly keyChanges: KeyChanges
  readonly clock: Clock
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
  #pair: KeyPair | undefined
  #identity: TlsIdentity | undefined
  #closed = false

  constructor(options: HttpsTransportOptions) {
    const { tls = {}, limits, trustedRanges, capabilities, allow, keyChanges, clock, log } = options
    this.#options = options
    this.#trust = trustPolicy(tls, {
      store: () => this.#pinStore(),
      remembered: { max: KEYS_PER_PEER * limits.peers, isKnown: options.isKnown },
      keyChanges,
      clock,
      warn: (text) => log.warn(text),
    })
    const own = new OwnConnections()
    this.#client = new HttpsClient({ limits, capabilities, allow, trust: this.#trust, ca: tls.ca, own })
    this.#server = new HttpsServer({ limits, ranges: new NetworkRanges(trustedRanges), capabilities, own })
  }

  get fingerprint(): string | undefined {
    return this.#identity?.fingerprint
  }

  get certificate(): string | undefined {
    return this.#pair && String(this.#pair.cert)
  }

  async listen(at: { host: string; port: number }, handler: RequestHandler): Promise<Bound> {
    const { tls, log } = this.#options
    // A node with unreadable pins would send nothing: it is better not to start.
    this.#trust.pins?.all()
    const pair = await this.#loadPair()
    if (this.#closed) throw stoppedBeforeListening()
    const { context } = this.#show(pair)
    if (tls?.trust === 'none')
      log.warn('`tls.trust` is `none`: any server at the address of a peer gets its messages.')
    return this.#server.listen(at, context, handler)
  }

  renew(pair: KeyPair): void {
    const before = this.fingerprint
    this.#server.renew(this.#show(pair).context)
    if (before !== this.fingerprint)
      this.#options.log.warn(
        'This node has another key now. Peers that pinned the earlier one refuse it until their operators run `clacks trust`.',
      )
  }

  send(destination: Destination, request: OutboundRequest): Promise<Answer> {
    return this.#client.send(destination, request)
  }

  pinnedKey(address: Address): string | undefined {
    return this.#trust.expected(address)
  }

  pinnedKeys(): Readonly<Record<string, string>> {
    return this.#trust.pins?.all() ?? {}
  }

  forgetKey(address: Address): boolean {
    return this.#trust.pins?.forget(address) ?? false
  }

  statistics(): TransportStatistics {
    return {
      inbound: this.#server.counts ?? NO_CONNECTIONS,
      outbound: this.#client.counts,
      refused: { ...this.#server.refused },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#client.close(), this.#server.close()])
    this.#trust.pins?.flush()
  }

  #show(pair: KeyPair): TlsIdentity {
    const identity = tlsIdentity(pair)
    this.#pair = pair
    this.#identity = identity
    this.#client.show(pair, identity)
    this.#warnIfExpired(pair)
    return identity
  }

  #warnIfExpired({ cert }: KeyPair): void {
    const { validTo } = new X509Certificate(cert)
    if (Date.parse(validTo) >= this.#options.clock.now()) return
    this.#options.log.warn(
      `The certificate of this node expired on ${validTo}. Peers with trust \`ca\` refuse it. Renew it, with \`clacks cert --renew\` if clacks created it.`,
    )
  }

  #pinStore(): PinStore | undefined {
    const { tls, stateFolder } = this.#options
    const folder = stateFolder?.()
    return tls?.pins ?? (folder === undefined ? undefined : filePins(pinsFile(folder)))
  }

  async #loadPair(): Promise<KeyPair> {
    const { key, cert, hostname, stateFolder } = this.#options
    if (key !== undefined && cert !== undefined) return { key, cert }
    const folder = stateFolder?.()
    return folder === undefined ? makeCertificate(hostname) : loadOrCreateCertificate(folder, hostname)
  }
}

import { createHash } from 'node:crypto'
import { type Address, formatAddress } from '../address.js'
import { ClacksError } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import { MemoryPins, type ShownKeys } from './memory-pins.js'
import type { Answer, Bound, Destination, OutboundRequest, RequestHandler, Transport } from './transport.js'

/** Options of one transport on a memory network. */
export interface MemoryTransportOptions {
  /** The host name of this node on the network. Default: the host that it listens on. */
  readonly hostname?: string
  /** Default: 1 MiB and 10,000 ms, as over HTTPS. */
  readonly limits?: Partial<Pick<Limits, 'bodyBytes' | 'requestMs'>>
  /** The value of the `Clacks-Caps` header. Default: none. */
  readonly capabilities?: string
  /** A name for its key pair; `fingerprint` is its SHA-256. Default: no key. */
  readonly key?: string
  /**
   * Default `tofu`: the first key seen for an address is pinned, a different one later is refused.
   */
  readonly trust?: 'tofu' | 'none'
  /**
   * Behaves as a peer of the original protocol: shows neither capabilities nor a client key.
   * Default false.
   */
  readonly legacy?: boolean
  /**
   * The IP address of this node: the one that its connections come from, and the one that others
   * dial. Several nodes may share one. Default: an address in a /24 range of its own.
   */
  readonly remoteAddress?: string
  /** Whether an address learned from other nodes may be dialled. Default: any. */
  readonly allow?: (hostname: string) => boolean
}

/** The settle functions of the sender's promise. */
export interface Settlers {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: ClacksError) => void
}

/** What a transport needs from its network. */
export interface MemoryNetworkPorts {
  readonly shownKeys: ShownKeys
  listen(address: Address, transport: MemoryTransport): number
  send(from: MemoryTransport, to: string, request: OutboundRequest, settlers: Settlers): void
  /** A transport ends: nobody listens there any more. `silently`: its requests never settle. */
  leave(transport: MemoryTransport, silently: boolean): void
}

/** The transport of one node on a {@link MemoryNetwork}. */
export class MemoryTransport implements Transport {
  readonly fingerprint: string | undefined
  /** The `Clacks-Caps` header that it shows. */
  readonly capabilities: string | undefined
  /** The key that it shows as a client. */
  readonly clientKey: string | undefined
  readonly bodyBytes: number
  readonly requestMs: number
  /** The IP address of this node, see {@link MemoryTransportOptions.remoteAddress}. */
  readonly remoteAddress: string
  readonly #options: MemoryTransportOptions
  readonly #network: MemoryNetworkPorts
  readonly #pins: MemoryPins
  #key: string | undefined
  #handler: RequestHandler | undefined
  #closed = false

  /** @param number counts the transports of the network */
  constructor(options: MemoryTransportOptions, number: number, network: MemoryNetworkPorts) {
    this.#options = options
    this.#network = network
    this.#pins = new MemoryPins(network.shownKeys)
    this.fingerprint =
      options.key === undefined ? undefined : createHash('sha256').update(options.key).digest('hex')
    this.capabilities = options.legacy ? undefined : options.capabilities
    this.clientKey = options.legacy ? undefined : this.fingerprint
    this.bodyBytes = options.limits?.bodyBytes ?? 2 ** 20
    this.requestMs = options.limits?.requestMs ?? 10_000
    this.remoteAddress = options.remoteAddress ?? ownRange(number)
  }

  /** Its `host:port` on the network; before it listens, its network address. */
  get key(): string {
    return this.#key ?? this.remoteAddress
  }

  /** The request handler, while it listens. */
  get handler(): RequestHandler | undefined {
    return this.#handler
  }

  async listen({ host, port }: { host: string; port: number }, handler: RequestHandler): Promise<Bound> {
    if (this.#closed || this.#handler !== undefined) {
      throw new ClacksError(
        'ERR_CLACKS_LISTEN',
        `The transport ${this.#closed ? 'is closed' : `already listens on ${this.key}`}.`,
      )
    }
    const hostname = this.#options.hostname ?? host
    const bound = this.#network.listen({ hostname, port }, this)
    this.#key = keyOf({ hostname, port: bound })
    this.#handler = handler
    return { host, port: bound }
  }

  send(destination: Destination, request: OutboundRequest): Promise<Answer> {
    const to = keyOf(destination)
    if (this.#closed)
      return Promise.reject(new ClacksError('ERR_CLACKS_PEER_UNREACHABLE', `${to}: the transport is closed.`))
    if (destination.secondHand && this.#options.allow?.(destination.hostname) === false)
      return Promise.reject(new ClacksError('ERR_CLACKS_ADDRESS_BLOCKED', `${to} must not be dialled.`))
    return new Promise((resolve, reject) => {
      this.#network.send(this, to, request, { resolve, reject })
    })
  }

  pinnedKey(address: Address): string | undefined {
    return this.#pins.of(keyOf(address))
  }

  /** Whether the key of a server is trusted; the first key of an address is pinned. */
  trusts(key: string, shown: string | undefined): boolean {
    if (this.#options.trust === 'none') return true
    const pinned = this.#pins.of(key)
    if (pinned !== undefined) return pinned === shown
    if (shown !== undefined) this.#pins.add(key, shown)
    return true
  }

  async close(): Promise<void> {
    this.#leave(false)
  }

  /** Ends like a killed process: its pending requests never settle. */
  kill(): void {
    this.#leave(true)
  }

  #leave(silently: boolean): void {
    if (this.#closed) return
    this.#closed = true
    this.#handler = undefined
    this.#network.leave(this, silently)
  }
}

/** The first address of a /24 range for each number: those of 10/8, then those of 11/8, etc. */
function ownRange(number: number): string {
  return `${10 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}.1`
}

/** `host:port`, with `localhost` as 127.0.0.1. */
export function keyOf(address: Address): string {
  const { hostname, port } = address
  return hostname === 'localhost' ? `127.0.0.1:${port}` : formatAddress(address)
}

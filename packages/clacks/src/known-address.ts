import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** Addresses of hosts with several ports that are kept, for all nodes of the process. */
const MAX_KEPT = 16_384

/**
 * An address, and the texts that stand for it, each of which is made once. What was parsed is
 * shared: the tables of all nodes of a process hold the same object. Frozen.
 */
export class KnownAddress {
  readonly hostname: string
  readonly port: number
  #name: string | undefined = undefined
  #identifier: string | undefined = undefined
  #json: string | undefined = undefined

  constructor(hostname: string, port: number) {
    this.hostname = hostname
    this.port = port
    Object.freeze(this)
  }

  /** `host:port`. */
  get name(): string {
    this.#name ??= nameOf(this.hostname, this.port)
    return this.#name
  }

  /** See {@link identifierOf}. */
  get identifier(): string {
    this.#identifier ??= identifierOf(this.hostname, this.port)
    return this.#identifier
  }

  /** The JSON text of the address on the wire. */
  get json(): string {
    this.#json ??= `{"hostname":${JSON.stringify(this.hostname)},"port":${this.port}}`
    return this.#json
  }
}

/** `host:port`, IPv6 as `[::1]:8080`. */
export function nameOf(hostname: string, port: number): string {
  return hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`
}

/** The identifier of an address (specification, "Peers"). */
export function identifierOf(hostname: string, port: number): string {
  return hash('sha256', `${hostname}${port}`)
}

/** By name: the addresses of hosts that have several. */
const others = new LRUCache<string, KnownAddress>({ max: MAX_KEPT })

/** A host name, and its addresses. */
export class KnownHost {
  readonly hostname: string
  /** Nearly all hosts have one address. */
  #first: KnownAddress | undefined = undefined

  constructor(hostname: string) {
    this.hostname = hostname
  }

  /** The address of a port, shared as long as it is kept. */
  at(port: number): KnownAddress {
    this.#first ??= new KnownAddress(this.hostname, port)
    if (this.#first.port === port) return this.#first
    const name = nameOf(this.hostname, port)
    let address = others.get(name)
    if (address === undefined) {
      address = new KnownAddress(this.hostname, port)
      others.set(name, address)
    }
    return address
  }
}

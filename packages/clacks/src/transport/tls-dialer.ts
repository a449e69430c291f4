import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { ClacksError } from '../errors.js'
import type { KeyPair } from './key-pair.js'
import type { TlsIdentity } from './tls-identity.js'
import type { Destination } from './transport.js'
import type { TrustPolicy } from './trust.js'

/** What the dialer is made of. */
export interface TlsDialerOptions {
  /** Milliseconds for a connection to be made, its handshake included. */
  readonly connectMs: number
  readonly trust: TrustPolicy
  /** Authorities, for a trust that asks them; left out: those of Node. */
  readonly ca: string | readonly string[] | undefined
  /** Whether an IP address that others have named may be dialled. */
  readonly allow: (ip: string) => boolean
}

/** Told once, with a socket or with what went wrong. */
export type Dialled = (error: Error | null, socket: TLSSocket | null) => void

/** Opens connections to peers; whom they are not to be trusted with is never told a byte. */
export class TlsDialer {
  readonly #options: TlsDialerOptions
  /** Connections that are being made. */
  readonly #dialling = new Set<TLSSocket>()
  #pair: KeyPair | undefined
  #context: SecureContext | undefined

  constructor(options: TlsDialerOptions) {
    this.#options = options
  }

  /** What is shown to peers that ask who we are. */
  show(pair: KeyPair, { context }: TlsIdentity): void {
    this.#pair = pair
    if (this.#options.ca === undefined) this.#context = context
  }

  /**
   * @throws ClacksError ERR_CLACKS_ADDRESS_BLOCKED; any Error of Node where the address cannot be
   * dialled at all
   */
  dial(destination: Destination, dialled: Dialled): void {
    const { connectMs, trust } = this.#options
    const socket = connect(this.#connectionOptions(destination))
    this.#dialling.add(socket)
    const settle = (error: Error | null): void => {
      if (!this.#dialling.delete(socket)) return
      clearTimeout(timer)
      if (error !== null) socket.destroy()
      dialled(error, error === null ? socket : null)
    }
    const late = `${destination.hostname}:${destination.port} did not connect within ${connectMs} ms.`
    const timer = setTimeout(() => settle(new ClacksError('ERR_CLACKS_PEER_TIMEOUT', late)), connectMs)
    socket.on('error', settle)
    socket.once('close', () => settle(new Error('the connection was closed')))
    socket.once('secureConnect', () => {
      try {
        trust.check(destination, socket)
        settle(null)
      } catch (thrown) {
        settle(thrown instanceof Error ? thrown : new Error(String(thrown)))
      }
    })
  }

  /** Breaks off what is being dialled. */
  close(): void {
    for (const socket of this.#dialling) socket.destroy()
  }

  #connectionOptions({ hostname, port, secondHand }: Destination): ConnectionOptions {
    const { trust, allow, ca } = this.#options
    if (secondHand && isIP(hostname) !== 0 && !allow(hostname)) throw blocked(hostname)
    this.#context ??= createSecureContext({ ...this.#pair, ...(ca !== undefined && { ca: [ca].flat() }) })
    return {
      host: hostname,
      port,
      secureContext: this.#context,
      rejectUnauthorized: trust.byAuthorities,
      ...(isIP(hostname) === 0 && { servername: hostname }),
      ...(secondHand && { lookup: guarded(allow) }),
    }
  }
}

/**
 * Resolves names to such addresses only as may be dialled: what a name stands for may change at any
 * moment.
 */
function guarded(allow: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0)
      const allowed = addresses.filter(({ address }) => allow(address))
      const [first] = allowed
      if (first === undefined) return callback(blocked(`${hostname} (${addresses[0]?.address})`), '', 0)
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

function blocked(what: string): ClacksError {
  return new ClacksError('ERR_CLACKS_ADDRESS_BLOCKED', `Another node named ${what}, which is not dialled.`)
}

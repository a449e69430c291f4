import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction, type TcpSocketConnectOpts } from 'node:net'
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { formatAddress } from '../address.js'
import { ClacksError } from '../errors.js'
import type { KeyPair } from './key-pair.js'
import type { OwnConnections } from './own-connections.js'
import type { TlsIdentity } from './tls-identity.js'
import type { Destination } from './transport.js'
import { shownKey, type TrustPolicy } from './trust.js'

/**
 * Milliseconds for one address of a name before the next is tried: Node gives up an address after
 * 250 ms by default, which is too short for a slow network.
 */
const MAX_ATTEMPT_MS = 1_000
/** The least that Node accepts. */
const MIN_ATTEMPT_MS = 10

/** Options of a {@link TlsDialer}. */
export interface TlsDialerOptions {
  /** Time limit for a connection including its handshake, in milliseconds. */
  readonly connectMs: number
  readonly trust: TrustPolicy
  /** Certificate authorities for trust `ca`; undefined for those of Node. */
  readonly ca: string | readonly string[] | undefined
  /** Whether a second-hand IP address may be dialled. */
  readonly allow: (ip: string) => boolean
  readonly own: Pick<OwnConnections, 'isOwn'>
}

/** What `tls.connect` takes, and passes on to `net.connect`. */
type DialOptions = ConnectionOptions &
  Pick<TcpSocketConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>

/** Called once, with a socket or an error. */
export type Dialled = (error: Error | null, socket: TLSSocket | null) => void

/** Opens connections to peers. No data is sent before the trust check has passed. */
export class TlsDialer {
  readonly #options: TlsDialerOptions
  /** Connections whose handshake is in progress. */
  readonly #dialling = new Set<TLSSocket>()
  #pair: KeyPair | undefined
  #context: SecureContext | undefined
  #fingerprint: string | undefined
  /** Handshakes that succeeded, trust included. */
  secured = 0
  /** Connections that could not be opened, or ended without one. */
  failed = 0

  constructor(options: TlsDialerOptions) {
    this.#options = options
  }

  /** Sets the client certificate of new connections. */
  show(pair: KeyPair, { context, fingerprint }: TlsIdentity): void {
    this.#pair = pair
    this.#fingerprint = fingerprint
    this.#context = this.#options.ca === undefined ? context : undefined
  }

  /**
   * @throws ClacksError ERR_CLACKS_ADDRESS_BLOCKED; an Error of Node if the address cannot be
   *   dialled at all
   */
  dial(destination: Destination, dialled: Dialled): void {
    const { connectMs, trust, own } = this.#options
    const socket = connect(this.#connectionOptions(destination))
    this.#dialling.add(socket)
    const settle = (error: Error | null): void => {
      if (!this.#dialling.delete(socket)) return
      clearTimeout(timer)
      if (error === null) this.secured++
      else {
        this.failed++
        socket.destroy()
      }
      dialled(error, error === null ? socket : null)
    }
    const late = `${formatAddress(destination)} did not connect within ${connectMs} ms.`
    const timer = setTimeout(() => settle(new ClacksError('ERR_CLACKS_PEER_TIMEOUT', late)), connectMs)
    socket.on('error', settle)
    socket.once('close', () => settle(new Error('the connection was closed')))
    socket.once('secureConnect', () => {
      const check = (isOwn: boolean): void => {
        try {
          if (isOwn) throw leadsToSelf(destination)
          trust.check(destination, socket)
          settle(null)
        } catch (thrown) {
          settle(thrown instanceof Error ? thrown : new Error(String(thrown)))
        }
      }
      if (this.#fingerprint === undefined || shownKey(socket) !== this.#fingerprint) check(false)
      else void own.isOwn(socket).then(check)
    })
  }

  /** Aborts connections in progress. */
  close(): void {
    for (const socket of this.#dialling) socket.destroy()
  }

  #connectionOptions({ hostname, port, secondHand }: Destination): DialOptions {
    const { trust, allow, ca, connectMs } = this.#options
    if (secondHand && isIP(hostname) !== 0 && !allow(hostname)) throw blocked(hostname)
    this.#context ??= createSecureContext({ ...this.#pair, ...(ca !== undefined && { ca: [ca].flat() }) })
    return {
      host: hostname,
      port,
      secureContext: this.#context,
      rejectUnauthorized: trust.byAuthorities,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs(connectMs),
      ...(isIP(hostname) === 0 && { servername: hostname }),
      ...(secondHand && { lookup: guarded(allow) }),
    }
  }
}

/** Resolves names to allowed addresses only: what a name resolves to may change at any time. */
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

/** Milliseconds for each address of a name but the last. */
function attemptMs(connectMs: number): number {
  return Math.min(MAX_ATTEMPT_MS, Math.max(MIN_ATTEMPT_MS, Math.floor(connectMs / 4)))
}

function leadsToSelf(destination: Destination): ClacksError {
  return new ClacksError('ERR_CLACKS_PEER_IS_SELF', `${formatAddress(destination)} is this node.`)
}

function blocked(what: string): ClacksError {
  return new ClacksError(
    'ERR_CLACKS_ADDRESS_BLOCKED',
    `${what} comes from another node and is in a blocked range.`,
  )
}

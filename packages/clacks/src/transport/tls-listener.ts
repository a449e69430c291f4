import { createServer, type Server, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { ClacksError, hasCode, reasonOf } from '../errors.js'
import type { NetworkRange, NetworkRanges } from '../network-range.js'
import { FairTurns } from './fair-turns.js'
import { listenOn } from './listen.js'
import { type Claim, RangeLimit } from './range-limit.js'
import type { Bound, ConnectionCounts } from './transport.js'

/** Options of a {@link TlsListener}. */
export interface TlsListenerOptions {
  readonly context: SecureContext
  /** Maximum number of open connections, which network ranges share. */
  readonly connections: number
  readonly ranges: Pick<NetworkRanges, 'of'>
  /** Time limit for a handshake, in milliseconds. */
  readonly handshakeMs: number
  /** Called with each connection after its handshake. */
  readonly accept: (socket: TLSSocket, place: ConnectionPlace) => void
  /** Called when the last connection was closed. */
  readonly idle: () => void
}

/** How a connection is used. */
export interface ConnectionUse {
  /** Requests so far. */
  readonly requests: number
  /** Complete requests that are not answered yet: meanwhile it does not give way to a new one. */
  readonly unanswered: number
}

/** The place of a connection among all connections. */
export interface ConnectionPlace {
  readonly range: NetworkRange
  /** The first complete request has come: others that had none give way before this one. */
  serves(use: ConnectionUse): void
}

/**
 * Listens for TLS connections with a context that nodes share. `tls.Server` would create a context
 * per server, which is most of the memory of an idle node.
 */
export class TlsListener {
  readonly #options: TlsListenerOptions
  readonly #limit: RangeLimit
  readonly #turns = new FairTurns()
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #context: SecureContext
  #closed = false
  #secured = 0
  #failed = 0

  constructor(options: TlsListenerOptions) {
    this.#options = options
    this.#context = options.context
    this.#limit = new RangeLimit(options.connections)
    // Paused: nothing is read from a connection before its turn to be a TLS connection.
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#connected(socket))
  }

  /** @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN */
  async listen(at: { host: string; port: number }): Promise<Bound> {
    const server = this.#server
    // The listener stays: a later failure to accept concerns one connection only.
    server.on('error', () => {})
    try {
      await listenOn(server, at)
    } catch (cause) {
      throw asListenError(at, cause)
    }
    const bound = server.address()
    if (this.#closed || typeof bound !== 'object' || bound === null) {
      server.close()
      throw stoppedBeforeListening()
    }
    return { host: bound.address, port: bound.port }
  }

  /** The connections so far. */
  get counts(): ConnectionCounts {
    return {
      open: this.#sockets.size,
      secured: this.#secured,
      failed: this.#failed,
    }
  }

  /** Uses another context for new connections. */
  renew(context: SecureContext): void {
    this.#context = context
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const socket of this.#sockets) socket.destroy()
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve))
  }

  #connected(raw: Socket): void {
    const { handshakeMs, ranges } = this.#options
    const claim = new ConnectionClaim(ranges.of(raw.remoteAddress ?? ''), raw)
    if (!this.#limit.take(claim)) {
      this.#failed++
      raw.destroy()
      return
    }
    this.#limit.expose(claim, 'first')
    this.#sockets.add(raw)
    const late = setTimeout(() => raw.destroy(), handshakeMs)
    // An error only ends the connection.
    raw.on('error', () => raw.destroy())
    raw.once('close', () => {
      clearTimeout(late)
      this.#limit.release(claim)
      if (!claim.isSecure) this.#failed++
      this.#sockets.delete(raw)
      if (this.#sockets.size === 0) this.#options.idle()
    })
    // Under pressure, many are closed again before their turn comes: they cost no TLS.
    this.#turns.run(claim.range.name, () => this.#handshake(raw, claim, late))
  }

  #handshake(raw: Socket, claim: ConnectionClaim, late: NodeJS.Timeout): void {
    if (raw.destroyed) return
    const socket = new TLSSocket(raw, {
      isServer: true,
      secureContext: this.#context,
      // A certificate is optional: legacy peers show none.
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    })
    socket.on('error', () => socket.destroy())
    socket.once('secure', () => {
      claim.isSecure = true
      this.#secured++
      clearTimeout(late)
      this.#options.accept(socket, this.#placeOf(claim))
    })
  }

  /** A connection that never had a complete request gives way before all others. */
  #placeOf(claim: ConnectionClaim): ConnectionPlace {
    return {
      range: claim.range,
      serves: (use) => {
        claim.use = use
        this.#limit.expose(claim, 'last')
      },
    }
  }
}

class ConnectionClaim implements Claim {
  readonly range: NetworkRange
  /** Its handshake has succeeded. */
  isSecure = false
  use: ConnectionUse | undefined
  readonly #socket: Socket
  #seen = 0

  constructor(range: NetworkRange, socket: Socket) {
    this.range = range
    this.#socket = socket
  }

  displaced(): void {
    this.#socket.destroy()
  }

  wasUsed(): boolean {
    if (this.use === undefined) return false
    const { requests, unanswered } = this.use
    const isNew = requests !== this.#seen
    this.#seen = requests
    return isNew || unanswered > 0
  }
}

function asListenError({ host, port }: { host: string; port: number }, cause: unknown): ClacksError {
  if (hasCode(cause, 'EADDRINUSE'))
    return new ClacksError('ERR_CLACKS_PORT_IN_USE', `Port ${port} on ${host} is in use.`, { cause })
  const text = `Cannot listen on ${host} port ${port}: ${reasonOf(cause)}.`
  return new ClacksError('ERR_CLACKS_LISTEN', text, { cause })
}

/** The error of a node that was stopped before it listened. */
export function stoppedBeforeListening(): ClacksError {
  return new ClacksError('ERR_CLACKS_LISTEN', 'The node was stopped before it listened.')
}

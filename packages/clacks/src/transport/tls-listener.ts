import { createServer, type Server, type Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { ClacksError, hasCode, reasonOf } from '../errors.js'
import { ConnectionLimit } from './connection-limit.js'
import { listenOn } from './listen.js'
import type { Bound } from './transport.js'

/** Options of a {@link TlsListener}. */
export interface TlsListenerOptions {
  readonly context: SecureContext
  /** Maximum number of open connections. */
  readonly connections: number
  /** Time limit for a handshake, in milliseconds. */
  readonly handshakeMs: number
  /** Called with each connection after its handshake. */
  readonly accept: (socket: TLSSocket) => void
  /** Called when the last connection was closed. */
  readonly idle: () => void
}

/**
 * Listens for TLS connections with a context that nodes share. `tls.Server` would create a context
 * per server, which is most of the memory of an idle node.
 */
export class TlsListener {
  readonly #options: TlsListenerOptions
  readonly #limit: ConnectionLimit
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #context: SecureContext
  #closed = false

  constructor(options: TlsListenerOptions) {
    this.#options = options
    this.#context = options.context
    this.#limit = new ConnectionLimit(options.connections)
    this.#server = createServer((socket) => this.#connected(socket))
    this.#server.maxConnections = options.connections
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
    if (!this.#limit.admit(raw)) {
      raw.destroy()
      return
    }
    this.#sockets.add(raw)
    const { handshakeMs, accept } = this.#options
    const socket = new TLSSocket(raw, {
      isServer: true,
      secureContext: this.#context,
      // A certificate is optional: legacy peers show none.
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    })
    const late = setTimeout(() => raw.destroy(), handshakeMs)
    // An error only ends the connection.
    raw.on('error', () => raw.destroy())
    socket.on('error', () => socket.destroy())
    raw.once('close', () => {
      clearTimeout(late)
      this.#sockets.delete(raw)
      if (this.#sockets.size === 0) this.#options.idle()
    })
    socket.once('secure', () => {
      clearTimeout(late)
      accept(socket)
    })
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

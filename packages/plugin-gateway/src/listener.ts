import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { ClacksError } from 'clacks'
import { PROBLEM_TYPE, problem } from './problem.js'

/** Answers requests. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly connections: number
  /** PEM texts; plain HTTP without. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

/** Milliseconds that the headers of a request may take. */
const HEADERS_MS = 10_000
/** Milliseconds after which an idle connection is closed. */
const KEEP_ALIVE_MS = 5_000
const MAX_HEADER_BYTES = 16_384
const MAX_HEADERS = 100

interface Shared {
  readonly server: Server
  readonly key: string
  /** The last one answers: a gateway that replaces another one is opened before that is closed. */
  readonly handlers: Handler[]
}

/** The servers of this process by their address. */
const servers = new Map<string, Shared>()

/** An open port. */
export interface Listener {
  readonly port: number
  /** Stops to answer. The port is closed unless another gateway of this process uses it. */
  close(): void
}

/**
 * Opens a port, or takes over that of the gateway that this one replaces.
 * @throws ClacksError ERR_CLACKS_GATEWAY if it cannot be opened
 */
export async function listen(options: ListenOptions, handler: Handler): Promise<Listener> {
  const key = JSON.stringify([options.host, options.port, options.tls ?? null])
  const known = options.port === 0 ? undefined : servers.get(key)
  const shared = known ?? { server: await open(options), key, handlers: [] }
  if (known === undefined) {
    if (options.port !== 0) servers.set(key, shared)
    shared.server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      shared.handlers.at(-1)?.(request, response),
    )
  }
  shared.server.maxConnections = options.connections
  shared.handlers.push(handler)
  return { port: portOf(shared.server), close: () => release(shared, handler) }
}

function release({ server, key, handlers }: Shared, handler: Handler): void {
  const at = handlers.indexOf(handler)
  if (at === -1) return
  handlers.splice(at, 1)
  if (handlers.length > 0) return
  if (servers.get(key)?.server === server) servers.delete(key)
  server.close()
  server.closeIdleConnections()
}

async function open({ host, port, tls }: ListenOptions): Promise<Server> {
  const settings = {
    headersTimeout: HEADERS_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A stream of messages may take as long as the queue needs; bodies have limits of their own.
    requestTimeout: 0,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  const server = tls === undefined ? createServer(settings) : createTlsServer({ ...settings, ...tls })
  server.maxHeadersCount = MAX_HEADERS
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return void socket.destroy()
    const body = JSON.stringify(problem('ERR_CLACKS_GATEWAY_REQUEST', 400, 'The request is not HTTP.'))
    socket.end(
      `HTTP/1.1 400 Bad Request\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
  })
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ClacksError('ERR_CLACKS_GATEWAY', `Cannot listen at ${host}:${port}: ${reason}.`, { cause })
  }
  return server
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

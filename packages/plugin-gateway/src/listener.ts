import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { ClacksError, type PluginContext } from 'clacks'
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
/** Milliseconds that requests in flight have when the port is closed. */
const LAST_ANSWERS_MS = 1_000
const MAX_HEADER_BYTES = 16_384
const MAX_HEADERS = 100

interface Shared {
  readonly server: Server
  readonly inFlight: Set<ServerResponse>
  /** The last one answers: a gateway that replaces another one is opened before that is closed. */
  readonly handlers: Handler[]
}

/** The open servers of each node, by plugin and address. */
const serversOf = new WeakMap<object, Map<string, Shared>>()

/** The answers that a close must not wait for, since what they wait for includes that close. */
const outliving = new WeakSet<ServerResponse>()

/** Lets an answer take as long as it needs, even if the gateway is closed meanwhile. */
export function letOutlive(response: ServerResponse): void {
  outliving.add(response)
}

/** An open port. */
export interface Listener {
  readonly port: number
  /**
   * Stops to answer. Unless the gateway that replaces this one uses the port, it is closed, and
   * requests in flight have a moment to end.
   */
  close(): Promise<void>
}

/**
 * Opens a port, or takes over that of the gateway that this one replaces: of the same node and id.
 * @throws ClacksError ERR_CLACKS_GATEWAY if it cannot be opened
 */
export async function listen(
  { node, id }: Pick<PluginContext, 'node' | 'id'>,
  options: ListenOptions,
  handler: Handler,
): Promise<Listener> {
  const servers = serversOf.get(node) ?? new Map<string, Shared>()
  serversOf.set(node, servers)
  const key = JSON.stringify([id, options.host, options.port, options.tls ?? null])
  const known = options.port === 0 ? undefined : servers.get(key)
  const shared = known ?? share(await open(options))
  if (options.port !== 0) servers.set(key, shared)
  shared.server.maxConnections = options.connections
  shared.handlers.push(handler)
  return {
    port: portOf(shared.server),
    close: () => release(shared, handler, () => servers.get(key) === shared && servers.delete(key)),
  }
}

function share(server: Server): Shared {
  const shared: Shared = { server, handlers: [], inFlight: new Set() }
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    shared.inFlight.add(response)
    response.once('close', () => shared.inFlight.delete(response))
    shared.handlers.at(-1)?.(request, response)
  })
  return shared
}

async function release(
  { server, handlers, inFlight }: Shared,
  handler: Handler,
  forget: () => void,
): Promise<void> {
  const at = handlers.indexOf(handler)
  if (at === -1) return
  handlers.splice(at, 1)
  if (handlers.length > 0) return
  forget()
  server.close()
  server.closeIdleConnections()
  const awaited = [...inFlight].filter((response) => !outliving.has(response))
  for (const response of inFlight) {
    response.shouldKeepAlive = false
    // The connection closes with its last answer.
    response.once('finish', () => response.socket?.destroySoon())
  }
  const patience = AbortSignal.timeout(LAST_ANSWERS_MS)
  await Promise.allSettled(awaited.map((response) => once(response, 'close', { signal: patience })))
  for (const response of awaited) response.destroy()
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

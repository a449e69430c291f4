import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import type { NetworkRanges } from '../network-range.js'
import type { Limits } from '../settings/settings.js'
import { SERVER_KEEP_ALIVE_MS } from './keep-alive.js'
import type { OwnConnections } from './own-connections.js'
import { plainAddress } from './plain-address.js'
import { RequestBodies } from './request-body.js'
import { type RateAccount, RequestRate } from './request-rate.js'
import { type ConnectionPlace, type ConnectionUse, TlsListener } from './tls-listener.js'
import type { Bound, ConnectionCounts, InboundRequest, Reply, RequestHandler } from './transport.js'
import { shownKey } from './trust.js'

/** Options of the server. */
export interface HttpsServerOptions {
  readonly limits: Pick<
    Limits,
    'bodyBytes' | 'unansweredBytes' | 'connectMs' | 'requestMs' | 'connections' | 'requestsPerSecond'
  >
  readonly ranges: Pick<NetworkRanges, 'of'>
  /** The value of the `Clacks-Caps` header. */
  readonly capabilities: string
  readonly own: Pick<OwnConnections, 'accepted'>
}

const MAX_HEADER_BYTES = 16_384
/** Time limits of connections are checked at least this often. */
const MAX_CHECK_MS = 5_000

const REFUSAL_HEADERS: Record<number, OutgoingHttpHeaders> = {
  405: { allow: 'POST' },
  429: { 'retry-after': '1' },
  503: { 'retry-after': '1' },
}

/** The answer to a malformed request, by Node's error code; all others get 400. */
const CLIENT_ERROR_STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** The remote end of a connection, determined once per connection. */
interface RemotePeer extends ConnectionUse {
  readonly address: string
  readonly account: RateAccount
  readonly key: string | undefined
  readonly place: ConnectionPlace
  /** The response to its latest request. */
  answer: ServerResponse | undefined
  /** Whether a complete request has come. */
  hasServed: boolean
  unanswered: number
  requests: number
  /** The first request that was refused: after its answer the connection closes. */
  refused: number
}

/** Bytes in: every request is limited in size and time before anything is done for it. */
export class HttpsServer {
  readonly #options: HttpsServerOptions
  readonly #rate: RequestRate
  readonly #bodies: RequestBodies
  readonly #remotePeers = new WeakMap<Socket, RemotePeer>()
  /** Requests that were refused before a node saw them, by status. */
  readonly refused: Record<string, number> = {}
  #listener: TlsListener | undefined
  /** Whether time limits of connections are being checked. */
  #checkingTimeouts = false

  constructor(options: HttpsServerOptions) {
    this.#options = options
    const { requestsPerSecond, bodyBytes, unansweredBytes } = options.limits
    this.#rate = new RequestRate(requestsPerSecond)
    this.#bodies = new RequestBodies(bodyBytes, unansweredBytes)
  }

  /** @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN */
  listen(
    at: { host: string; port: number },
    context: SecureContext,
    handler: RequestHandler,
  ): Promise<Bound> {
    const { connectMs, connections } = this.#options.limits
    const http = this.#createHttpServer(handler)
    this.#listener = new TlsListener({
      context,
      connections,
      ranges: this.#options.ranges,
      handshakeMs: connectMs,
      accept: (socket, place) => {
        this.#options.own.accepted(socket)
        this.#remotePeers.set(socket, this.#remotePeerAt(socket, place))
        if (!this.#checkingTimeouts) http.emit('listening')
        this.#checkingTimeouts = true
        http.emit('connection', socket)
      },
      idle: () => {
        this.#checkingTimeouts = false
        http.close()
      },
    })
    return this.#listener.listen(at)
  }

  /** The connections so far; undefined before it listens. */
  get counts(): ConnectionCounts | undefined {
    return this.#listener?.counts
  }

  /** Uses another TLS context for new connections. */
  renew(context: SecureContext): void {
    this.#listener?.renew(context)
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  /**
   * An HTTP server that is given connections and never listens itself. Node starts to check the
   * time limits of connections at `listening` and stops at `close`: done only while there are
   * connections.
   */
  #createHttpServer(handler: RequestHandler): Server {
    const { requestMs } = this.#options.limits
    const http = createServer(
      {
        headersTimeout: requestMs,
        requestTimeout: requestMs,
        keepAliveTimeout: SERVER_KEEP_ALIVE_MS,
        connectionsCheckingInterval: Math.min(MAX_CHECK_MS, requestMs / 2),
        maxHeaderSize: MAX_HEADER_BYTES,
      },
      (request, response) => this.#receive(request, response, handler),
    )
    // A client that sends requests and does not read the answers exceeds none of the other limits.
    http.setTimeout(requestMs * 2)
    http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
      this.#rejectMalformed(error, socket),
    )
    http.on('checkContinue', (request, response) => {
      if (!this.#isTooLarge(request.headers)) response.writeContinue()
      this.#receive(request, response, handler)
    })
    return http
  }

  #receive(request: IncomingMessage, response: ServerResponse, handler: RequestHandler): void {
    const remote = this.#remotePeers.get(request.socket)
    if (remote === undefined) return
    const number = remote.requests++
    // What follows a refusal gets no answer, so it must not have an effect.
    if (number > remote.refused) return
    remote.answer = response
    const refuse = (status: number): void => {
      remote.refused = Math.min(remote.refused, number)
      this.#refuse(request, response, status)
    }
    const refusal = this.#refusalOf(request)
    if (refusal !== undefined) {
      refuse(refusal)
      return
    }
    const admitted = this.#rate.admits(remote.account)
    this.#bodies.collect(request, remote.place.range, {
      refused: refuse,
      whole: async (body, room) => {
        if (!remote.hasServed) remote.place.serves(remote)
        remote.hasServed = true
        remote.unanswered++
        try {
          const inRate = admitted === true || (await admitted)
          if (number > remote.refused) return
          if (!inRate) {
            refuse(429)
            return
          }
          const reply = handler(inboundOf(request, remote, body))
          if (reply instanceof Promise) room.hold()
          this.#answer(response, reply instanceof Promise ? await reply : reply)
        } catch {
          // Handlers do not throw; if one does, the process must survive.
          this.#answer(response, { status: 500 })
        } finally {
          room.release()
          remote.unanswered--
        }
      },
    })
  }

  /** The status with which a request is refused before its body is read. */
  #refusalOf({ method, headers }: IncomingMessage): number | undefined {
    if (method !== 'POST') return 405
    // Browsers send these headers, nodes do not: a web page must not post to a node on the same
    // machine.
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return 403
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 415
    return this.#isTooLarge(headers) ? 413 : undefined
  }

  #answer(response: ServerResponse, { status, retryAfter, body = '' }: Reply): void {
    response.sendDate = false
    // Nodes of this project know the keep-alive time; the header costs both sides a tenth of their
    // time.
    if (response.req.headers['clacks-caps'] !== undefined) response.removeHeader('connection')
    const headers = [
      'clacks-caps',
      this.#options.capabilities,
      'content-length',
      `${Buffer.byteLength(body)}`,
    ]
    if (retryAfter !== undefined) headers.push('retry-after', `${retryAfter}`)
    response.writeHead(status, headers)
    response.end(body)
  }

  /** Answers before the body has arrived: the rest is not read, and the connection is closed. */
  #refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
    request.pause()
    this.#countRefused(status)
    const headers = { 'clacks-caps': this.#options.capabilities, 'content-length': 0, connection: 'close' }
    response.writeHead(status, { ...headers, ...REFUSAL_HEADERS[status] })
    response.end(() => request.socket.destroySoon())
  }

  /**
   * Closes a connection with a malformed request. A legacy peer sends a content-length that is too
   * short for non-ASCII text, and the bytes left over end here: the answer to the request before
   * them must be sent first.
   */
  #rejectMalformed({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
    const answer = this.#remotePeers.get(socket)?.answer
    if (answer?.req.complete && !answer.writableFinished) {
      answer.shouldKeepAlive = false
      return
    }
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const status = CLIENT_ERROR_STATUS[code] ?? '400 Bad Request'
    this.#countRefused(Number.parseInt(status, 10))
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  }

  #countRefused(status: number): void {
    this.refused[status] = (this.refused[status] ?? 0) + 1
  }

  #isTooLarge(headers: IncomingHttpHeaders): boolean {
    return Number(headers['content-length'] ?? 0) > this.#options.limits.bodyBytes
  }

  #remotePeerAt(socket: TLSSocket, place: ConnectionPlace): RemotePeer {
    return {
      address: plainAddress(socket.remoteAddress),
      account: this.#rate.accountOf(place.range),
      key: keyShownBy(socket),
      place,
      answer: undefined,
      hasServed: false,
      unanswered: 0,
      requests: 0,
      refused: Number.POSITIVE_INFINITY,
    }
  }
}

function inboundOf({ headers }: IncomingMessage, remote: RemotePeer, body: Buffer): InboundRequest {
  return {
    body,
    contentType: headers['content-type'],
    caps: singleValue(headers['clacks-caps']),
    transfer: singleValue(headers['clacks-transfer']),
    remoteAddress: remote.address,
    key: remote.key,
  }
}

function keyShownBy(socket: TLSSocket): string | undefined {
  try {
    return shownKey(socket)
  } catch {
    // A certificate that cannot be parsed proves nothing.
    return undefined
  }
}

function singleValue(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

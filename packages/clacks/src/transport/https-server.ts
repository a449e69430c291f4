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
import type { Limits } from '../settings/settings.js'
import { SERVER_KEEP_ALIVE_MS } from './keep-alive.js'
import type { OwnConnections } from './own-connections.js'
import { plainAddress } from './plain-address.js'
import { type RateAccount, RequestRate } from './request-rate.js'
import { TlsListener } from './tls-listener.js'
import type { Bound, Reply, RequestHandler } from './transport.js'
import { shownKey } from './trust.js'

/** Options of the server. */
export interface HttpsServerOptions {
  readonly limits: Pick<Limits, 'bodyBytes' | 'connectMs' | 'requestMs' | 'connections' | 'requestsPerSecond'>
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
}

/** The answer to a malformed request, by Node's error code; all others get 400. */
const CLIENT_ERROR_STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** The remote end of a connection, determined once per connection. */
interface RemotePeer {
  readonly address: string
  readonly account: RateAccount
  readonly key: string | undefined
  /** The response to its latest request. */
  answer: ServerResponse | undefined
}

/** Bytes in: every request is limited in size and time before anything is done for it. */
export class HttpsServer {
  readonly #options: HttpsServerOptions
  readonly #rate: RequestRate
  readonly #remotePeers = new WeakMap<Socket, RemotePeer>()
  #listener: TlsListener | undefined
  /** Whether time limits of connections are being checked. */
  #checkingTimeouts = false

  constructor(options: HttpsServerOptions) {
    this.#options = options
    this.#rate = new RequestRate(options.limits.requestsPerSecond)
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
      handshakeMs: connectMs,
      accept: (socket) => {
        this.#options.own.accepted(socket)
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
    const { headers } = request
    const remote = this.#remotePeerOf(request.socket)
    remote.answer = response
    const refusal = this.#refusalOf(request)
    if (refusal !== undefined) {
      this.#refuse(request, response, refusal)
      return
    }
    const admitted = this.#rate.admits(remote.account)
    this.#collect(request, response, async (body) => {
      try {
        if (admitted !== true && !(await admitted)) {
          this.#refuse(request, response, 429)
          return
        }
        const reply = handler({
          body,
          caps: singleValue(headers['clacks-caps']),
          transfer: singleValue(headers['clacks-transfer']),
          remoteAddress: remote.address,
          key: remote.key,
        })
        this.#answer(response, reply instanceof Promise ? await reply : reply)
      } catch {
        // Handlers do not throw; if one does, the process must survive.
        this.#answer(response, { status: 500 })
      }
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

  /**
   * Calls `whole` with the complete body, or never: a body that is too long costs no more than the
   * limit.
   */
  #collect(request: IncomingMessage, response: ServerResponse, whole: (body: Buffer) => Promise<void>): void {
    const { bodyBytes } = this.#options.limits
    let chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= bodyBytes) {
        chunks.push(chunk)
        return
      }
      chunks = []
      request.removeAllListeners('end').removeAllListeners('data')
      this.#refuse(request, response, 413)
    })
    request.once('end', () =>
      whole(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    )
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
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  }

  #isTooLarge(headers: IncomingHttpHeaders): boolean {
    return Number(headers['content-length'] ?? 0) > this.#options.limits.bodyBytes
  }

  #remotePeerOf(socket: Socket): RemotePeer {
    const known = this.#remotePeers.get(socket)
    if (known !== undefined) return known
    const address = plainAddress(socket.remoteAddress)
    const account = this.#rate.accountOf(address)
    const remote: RemotePeer = { address, account, key: keyShownBy(socket), answer: undefined }
    this.#remotePeers.set(socket, remote)
    return remote
  }
}

function keyShownBy(socket: Socket): string | undefined {
  try {
    return shownKey(socket as TLSSocket)
  } catch {
    // A certificate that cannot be parsed proves nothing.
    return undefined
  }
}

function singleValue(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

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
import { type Account, RequestRate } from './request-rate.js'
import { TlsListener } from './tls-listener.js'
import type { Bound, Reply, RequestHandler } from './transport.js'
import { shownKey } from './trust.js'

/** What the server is made of. */
export interface HttpsServerOptions {
  readonly limits: Pick<Limits, 'bodyBytes' | 'connectMs' | 'requestMs' | 'connections' | 'requestsPerSecond'>
  /** The value of the `Clacks-Caps` header. */
  readonly capabilities: string
}

const MAX_HEADER_BYTES = 16_384
/** How often, at least, connections are held against the time limits. */
const MAX_CHECK_MS = 5_000

const REFUSAL_HEADERS: Record<number, OutgoingHttpHeaders> = {
  405: { allow: 'POST' },
  429: { 'retry-after': '1' },
}

/** The answer to what is no request, by Node's code for it; others are told 400. A request that was merely slow may come again. */
const UNREADABLE: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

/** Who is at the other end of a connection; found out once. */
interface RemotePeer {
  readonly address: string
  readonly account: Account
  readonly key: string | undefined
  /** The answer to its last request. */
  answer: ServerResponse | undefined
}

/** Bytes in: every request is bounded in size and time before it costs anything. */
export class HttpsServer {
  readonly #options: HttpsServerOptions
  readonly #rate: RequestRate
  readonly #ends = new WeakMap<Socket, RemotePeer>()
  #listener: TlsListener | undefined
  /** Connections are held against the time limits. */
  #watching = false

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
    const http = this.#makeHttp(handler)
    this.#listener = new TlsListener({
      context,
      connections,
      handshakeMs: connectMs,
      accept: (socket) => {
        if (!this.#watching) http.emit('listening')
        this.#watching = true
        http.emit('connection', socket)
      },
      idle: () => {
        this.#watching = false
        http.close()
      },
    })
    return this.#listener.listen(at)
  }

  async close(): Promise<void> {
    await this.#listener?.close()
  }

  /**
   * HTTP on connections that are handed to it. It never listens itself: what it does at `listening`, and stops at `close`, is to
   * hold its connections against the time limits, which is done only while there are any.
   */
  #makeHttp(handler: RequestHandler): Server {
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
    // Whoever sends requests and does not read the answers is at none of the other limits.
    http.setTimeout(requestMs * 2)
    http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#breakOff(error, socket))
    http.on('checkContinue', (request, response) => {
      if (!this.#isTooLarge(request.headers)) response.writeContinue()
      this.#receive(request, response, handler)
    })
    return http
  }

  #receive(request: IncomingMessage, response: ServerResponse, handler: RequestHandler): void {
    const { headers } = request
    const end = this.#endOf(request.socket)
    end.answer = response
    const refusal = this.#refusalOf(request)
    if (refusal !== undefined) {
      this.#refuse(request, response, refusal)
      return
    }
    const admitted = this.#rate.admits(end.account)
    this.#collect(request, response, async (body) => {
      try {
        if (admitted !== true && !(await admitted)) {
          this.#refuse(request, response, 429)
          return
        }
        const reply = handler({
          body,
          caps: oneValue(headers['clacks-caps']),
          transfer: oneValue(headers['clacks-transfer']),
          remoteAddress: end.address,
          key: end.key,
        })
        this.#answer(response, reply instanceof Promise ? await reply : reply)
      } catch {
        // A handler never fails; one that does all the same must not take the process with it.
        this.#answer(response, { status: 500 })
      }
    })
  }

  /** The status with which a request is refused before its body is read. */
  #refusalOf({ method, headers }: IncomingMessage): number | undefined {
    if (method !== 'POST') return 405
    // A page in a browser could make its reader post to a node on the same machine; no node sends these headers.
    if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return 403
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 415
    return this.#isTooLarge(headers) ? 413 : undefined
  }

  /** The whole body, or no call at all: one that is too long or never ends costs its limit and no more. */
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
    // Nodes like us know how long we keep a connection; to say so with each answer costs both sides a tenth of their time.
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

  /** An answer before the body: what still comes is not read, and the connection ends. */
  #refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
    request.pause()
    const headers = { 'clacks-caps': this.#options.capabilities, 'content-length': 0, connection: 'close' }
    response.writeHead(status, { ...headers, ...REFUSAL_HEADERS[status] })
    response.end(() => request.socket.destroySoon())
  }

  /**
   * What comes now is no request: the connection ends. A legacy peer announces too short a body where its text is not ASCII,
   * and the bytes left over come here: the answer to what stood before them must reach it first.
   */
  #breakOff({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
    const answer = this.#ends.get(socket)?.answer
    if (answer?.req.complete && !answer.writableFinished) {
      answer.shouldKeepAlive = false
      return
    }
    if (!socket.writable) {
      socket.destroy()
      return
    }
    const status = UNREADABLE[code] ?? '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  }

  #isTooLarge(headers: IncomingHttpHeaders): boolean {
    return Number(headers['content-length'] ?? 0) > this.#options.limits.bodyBytes
  }

  #endOf(socket: Socket): RemotePeer {
    const known = this.#ends.get(socket)
    if (known !== undefined) return known
    const address = plainAddress(socket.remoteAddress)
    const account = this.#rate.accountOf(address)
    const end: RemotePeer = { address, account, key: keyShownBy(socket), answer: undefined }
    this.#ends.set(socket, end)
    return end
  }
}

function keyShownBy(socket: Socket): string | undefined {
  try {
    return shownKey(socket as TLSSocket)
  } catch {
    // A certificate that cannot be read proves nothing.
    return undefined
  }
}

/** IPv4 addresses that come in over IPv6 are IPv4 addresses. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/, '')
}

function oneValue(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}

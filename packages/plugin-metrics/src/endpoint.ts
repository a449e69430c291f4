import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { ClacksError } from 'clacks'
import type { Metrics } from './metrics.js'

/** Where the metrics are served. */
export interface EndpointAddress {
  readonly hostname: string
  readonly port: number
}

const PATH = '/metrics'
const MAX_CONNECTIONS = 20
const MAX_HEADER_BYTES = 8_192
/** Milliseconds for a request, and for which a connection may be idle. */
const REQUEST_MS = 10_000
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i

/** The HTTP server of the option `listen`. */
export class Endpoint {
  readonly #metrics: () => Pick<Metrics, 'text' | 'contentType'> | undefined
  readonly #server: Server
  #isLoopback = true

  /** @param metrics what is served; undefined while there is none */
  constructor(metrics: () => Pick<Metrics, 'text' | 'contentType'> | undefined) {
    this.#metrics = metrics
    this.#server = createServer(
      {
        requestTimeout: REQUEST_MS,
        headersTimeout: REQUEST_MS,
        keepAliveTimeout: REQUEST_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
      },
      (request, response) => void this.#answer(request, response),
    )
    this.#server.maxConnections = MAX_CONNECTIONS
    // A client that does not read the answer.
    this.#server.setTimeout(2 * REQUEST_MS)
  }

  /**
   * @returns the URL of the metrics
   * @throws ClacksError ERR_CLACKS_PORT_IN_USE, ERR_CLACKS_LISTEN
   */
  async listen({ hostname, port }: EndpointAddress): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) => reject(listenError({ hostname, port }, cause)))
      this.#server.listen(port, hostname, resolve)
    })
    // Errors of single connections end only those.
    this.#server.on('error', () => {})
    const bound = this.#server.address()
    if (typeof bound !== 'object' || bound === null)
      throw new ClacksError('ERR_CLACKS_LISTEN', `${hostname} port ${port} is not a TCP address.`)
    this.#isLoopback = bound.address === '::1' || bound.address.startsWith('127.')
    return `http://${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${bound.port}${PATH}`
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = this.#refusalOf(request)
    const metrics = this.#metrics()
    if (status !== undefined || metrics === undefined) {
      response.writeHead(status ?? 503, { 'content-length': 0, connection: 'close' }).end()
      return
    }
    const text = await metrics.text()
    response.writeHead(200, {
      'content-type': metrics.contentType,
      'content-length': Buffer.byteLength(text),
    })
    response.end(request.method === 'HEAD' ? undefined : text)
  }

  /** Why a request gets no metrics: its status. */
  #refusalOf({ method, url = '', headers }: IncomingMessage): number | undefined {
    if (url.split('?', 1)[0] !== PATH) return 404
    if (method !== 'GET' && method !== 'HEAD') return 405
    // A web page must not read what is for this machine, under whatever name its server has it.
    if (headers.origin !== undefined) return 403
    return this.#isLoopback && !LOOPBACK_HOST.test(headers.host ?? '') ? 403 : undefined
  }
}

function listenError({ hostname, port }: EndpointAddress, cause: NodeJS.ErrnoException): ClacksError {
  if (cause.code === 'EADDRINUSE') {
    const text = `Port ${port} on ${hostname}, where \`listen\` of the metrics is to serve them, is in use.`
    return new ClacksError('ERR_CLACKS_PORT_IN_USE', text, { cause })
  }
  const text = `The metrics cannot be served on ${hostname} port ${port}: ${cause.message}.`
  return new ClacksError('ERR_CLACKS_LISTEN', text, { cause })
}

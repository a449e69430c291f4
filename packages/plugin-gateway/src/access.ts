import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ResolvedOptions } from './options.js'
import { RequestError } from './problem.js'
import type { Session, Sessions } from './sessions.js'
import type { Secret } from './token.js'

/** What decides who may use the gateway. */
export interface AccessParts {
  readonly options: Pick<ResolvedOptions, 'host' | 'allowedHosts' | 'allowedOrigins' | 'readOnly'>
  readonly scheme: 'http' | 'https'
  readonly token: Secret
  readonly sessions: Sessions
  /** The port, once it is known. */
  readonly port: () => number
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route needs no token. */
    public?: boolean
    /** Whether the route only reads, though its method is not GET. */
    reads?: boolean
  }
  interface FastifyRequest {
    /** The session that the request belongs to; undefined with the token. */
    session: Session | undefined
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
/** The header that a page sends beside the cookie. */
export const CSRF_HEADER = 'x-clacks-csrf'

/** Who may use the gateway: checks of Host, Origin, and token or session. */
export class Access {
  readonly #parts: AccessParts
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>

  constructor(parts: AccessParts) {
    this.#parts = parts
    const { host, allowedHosts, allowedOrigins } = parts.options
    const named = [host, ...LOOPBACK, ...allowedHosts].map((each) => each.toLowerCase())
    this.#hosts = new Set(
      named.flatMap((each) => (each.includes(':') && !each.startsWith('[') ? [`[${each}]`] : [each])),
    )
    this.#origins = new Set(allowedOrigins.map((each) => each.toLowerCase()))
  }

  /** Whether a page of another origin may use the gateway. */
  allowsOrigin(origin: string): boolean {
    return this.#origins.has(origin.toLowerCase())
  }

  /**
   * Refuses a request under a host name that is not ours (DNS rebinding), or from a page of another
   * origin. @throws RequestError
   */
  checkSource({ headers }: FastifyRequest): void {
    const host = headers.host?.toLowerCase() ?? ''
    const name = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec(host)?.[1]
    if (name === undefined || !this.#hosts.has(name))
      throw new RequestError(
        'ERR_CLACKS_GATEWAY_DENIED',
        'The host name of the request is not one of this gateway (`allowedHosts`).',
        421,
      )
    const { origin } = headers
    if (origin === undefined) return
    if (origin.toLowerCase() === `${this.#parts.scheme}://${host}` || this.allowsOrigin(origin)) return
    throw new RequestError(
      'ERR_CLACKS_GATEWAY_DENIED',
      'Pages of this origin may not use the gateway (`allowedOrigins`).',
    )
  }

  /** Refuses a request without the token or a session. @throws RequestError */
  checkCaller(request: FastifyRequest, reply: FastifyReply): void {
    const { config } = request.routeOptions
    if (this.#parts.options.readOnly && !isReading(request.method) && config?.reads !== true)
      throw new RequestError('ERR_CLACKS_GATEWAY_DENIED', 'This gateway is read-only (`readOnly`).')
    if (config?.public === true || this.#isKnown(request)) return
    reply.header('www-authenticate', 'Bearer realm="clacks"')
    throw new RequestError('ERR_CLACKS_GATEWAY_DENIED', 'The request has no valid token and no session.', 401)
  }

  /** The name of the cookie. Browsers share cookies between all ports of a host. */
  get cookieName(): string {
    return `clacks-gateway-${this.#parts.port()}`
  }

  #isKnown(request: FastifyRequest): boolean {
    const { token, sessions } = this.#parts
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) {
      const session = sessions.find(bearer)
      request.session = session
      return session === undefined ? token.is(bearer) : !session.cookie
    }
    const cookie = cookieIn(request.headers.cookie, this.cookieName)
    const session = cookie === undefined ? undefined : sessions.find(cookie)
    if (session?.cookie !== true || request.headers[CSRF_HEADER] !== session.csrf) return false
    request.session = session
    return true
  }
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.split('=', 2)
    if (key?.trim() === name) return value?.trim()
  }
  return undefined
}

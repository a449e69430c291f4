import type { IncomingMessage, ServerResponse } from 'node:http'
import { ClacksError, type PluginContext } from 'clacks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import sirv from 'sirv'
import { type AppParts, makeApp } from './app.js'
import type { Handler } from './listener.js'
import type { GatewayAnswer, GatewayFiles, GatewayMount, GatewayRequest, GatewayRoute } from './service.js'

const PREFIX = /^(?:\/[a-z0-9][a-z0-9._-]*)+$/
/** First segments that belong to the gateway. */
const RESERVED = ['v1', 'healthz', 'readyz', 'metrics', 'openapi.json']
/** Kept from routes of plugins: none of them needs to know the token. */
const SECRET_HEADERS = new Set(['authorization', 'cookie'])

interface Mounted {
  readonly owner: string
  readonly app: FastifyInstance
  readonly home: boolean
}

/** The routes and files of other plugins. */
export class Mounts {
  readonly #parts: AppParts
  readonly #mounted = new Map<string, Mounted>()

  constructor(parts: AppParts) {
    this.#parts = parts
  }

  /** See `Gateway.mount`. */
  async add(owner: Pick<PluginContext, 'id' | 'onClose'>, mount: GatewayMount): Promise<() => void> {
    const { prefix, files } = mount
    this.#check(owner.id, prefix)
    const app = await makeApp(this.#parts)
    for (const route of mount.routes ?? []) addRoute(app, prefix, route)
    if (files !== undefined) addFiles(app, prefix, files)
    await app.ready()
    this.#check(owner.id, prefix)
    const mounted = { owner: owner.id, app, home: files?.home === true }
    this.#mounted.set(prefix, mounted)
    const remove = (): void => {
      if (this.#mounted.get(prefix) === mounted) this.#mounted.delete(prefix)
    }
    owner.onClose(remove)
    return remove
  }

  /** What answers a path; undefined if no plugin does. */
  find(path: string): Handler | undefined {
    for (const [prefix, { app }] of this.#mounted)
      if (path === prefix || path.startsWith(`${prefix}/`))
        return (request: IncomingMessage, response: ServerResponse) => app.routing(request, response)
    return undefined
  }

  /** Where `/` leads; undefined if no plugin has a home. */
  get home(): string | undefined {
    for (const [prefix, { home }] of this.#mounted) if (home) return `${prefix}/`
    return undefined
  }

  #check(id: string, prefix: string): void {
    const [, first = ''] = prefix.split('/')
    if (!PREFIX.test(prefix) || RESERVED.includes(first))
      throw new ClacksError(
        'ERR_CLACKS_GATEWAY',
        `Plugin "${id}" cannot use the path ${prefix}: it needs segments of a-z, 0-9, ".", "_" and "-", and ${RESERVED.join(', ')} are taken.`,
      )
    for (const [other, { owner }] of this.#mounted)
      if (`${other}/`.startsWith(`${prefix}/`) || `${prefix}/`.startsWith(`${other}/`))
        throw new ClacksError(
          'ERR_CLACKS_GATEWAY',
          `Plugin "${id}" cannot use the path ${prefix}: plugin "${owner}" uses ${other}.`,
        )
  }
}

function addRoute(app: FastifyInstance, prefix: string, route: GatewayRoute): void {
  app.route({
    method: route.method,
    url: route.path === '/' ? `${prefix}/` : `${prefix}${route.path}`,
    config: { public: route.public === true },
    ...(route.schema !== undefined && { schema: route.schema }),
    handler: async (request, reply) => answer(await route.handler(requestOf(request, reply)), reply),
  })
}

function requestOf(request: FastifyRequest, reply: FastifyReply): GatewayRequest {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const headers = Object.entries(request.headers).filter(([name]) => !SECRET_HEADERS.has(name))
  return {
    method: request.method,
    url: request.url,
    params: textsOf(request.params),
    query: queryOf(request.query),
    headers: Object.fromEntries(headers),
    body: request.body,
    signal: gone.signal,
  }
}

function answer(answered: unknown, reply: FastifyReply): FastifyReply {
  if (!isAnswer(answered))
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(answered ?? null))
  return reply
    .code(answered.status ?? 200)
    .headers(answered.headers ?? {})
    .send(answered.raw)
}

function isAnswer(answered: unknown): answered is GatewayAnswer {
  return typeof answered === 'object' && answered !== null && 'raw' in answered
}

/** Serves the files that are there now. A name that leads out of the folder is not among them. */
function addFiles(app: FastifyInstance, prefix: string, { folder, connect = [] }: GatewayFiles): void {
  const serve = sirv(folder, { etag: true })
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  app.get(prefix, { config: { public: true } }, (_request, reply) => reply.redirect(`${prefix}/`, 308))
  app.get(`${prefix}/*`, { config: { public: true } }, (request, reply) => {
    const path = request.raw.url?.slice(prefix.length) ?? '/'
    reply.headers({
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
    })
    const target = Object.assign(Object.create(request.raw), { url: path })
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    serve(target, reply.raw, () => reply.callNotFound())
    reply.hijack()
  })
}

function textsOf(params: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]))
}

function queryOf(query: unknown): Readonly<Record<string, string | readonly string[]>> {
  return Object.fromEntries(
    Object.entries(query ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(String) : String(value),
    ]),
  )
}

import cors from '@fastify/cors'
import { Ajv } from 'ajv'
import type { Log, PluginContext } from 'clacks'
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
  type FastifySchemaCompiler,
} from 'fastify'
import { type Access, CSRF_HEADER } from './access.js'
import { internalProblem, PROBLEM_TYPE, problemOf, RequestError } from './problem.js'

/** What every application of the gateway needs: its own, and those of other plugins. */
export interface AppParts {
  readonly access: Access
  readonly log: Log
  readonly after: PluginContext['after']
  /** The limit of a body, in bytes, other than a stream. */
  readonly bodyBytes: number
}

/** Milliseconds that a body may take, other than a stream. */
const BODY_MS = 30_000
const MAX_PARAM = 300
/** Seconds after which a full queue is worth another try. */
const RETRY_AFTER = '1'
/** A preflight may be remembered for this long, in seconds. */
const PREFLIGHT_S = 600

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Makes an application with the checks, limits and errors of the gateway, without routes. */
export async function makeApp({ access, log, after, bodyBytes }: AppParts): Promise<FastifyInstance> {
  const fail = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = problemOf(thrown)
    // A client that goes away is not a failure of the gateway.
    if (known === undefined && !request.socket.destroyed)
      log.error('A request failed.', { url: pathOf(request), reason: textOf(thrown) })
    if (known?.status === 503) reply.header('retry-after', RETRY_AFTER)
    const body = known ?? internalProblem()
    return reply.code(body.status).type(PROBLEM_TYPE).send(JSON.stringify(body))
  }
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytes,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM },
    frameworkErrors: fail,
  })
  app.setValidatorCompiler(validatorCompiler())
  // Schemas of answers describe them; what is sent is not changed to match.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.setErrorHandler(fail)
  app.decorateRequest('session', undefined)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS)
    access.checkSource(request)
  })
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && access.allowsOrigin(origin)),
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'last-event-id', CSRF_HEADER],
    exposedHeaders: ['retry-after'],
    maxAge: PREFLIGHT_S,
  })
  app.addHook('onRequest', async (request, reply) => access.checkCaller(request, reply))
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (isStream(request)) return payload
    const cancel = after(BODY_MS, () => request.raw.destroy())
    request.raw.once('end', cancel).once('close', cancel)
    return payload
  })
  app.setNotFoundHandler((request) => {
    throw new RequestError(
      'ERR_CLACKS_GATEWAY_REQUEST',
      `There is no ${request.method} ${pathOf(request)}.`,
      404,
    )
  })
  return app
}

/** A query is text, whose values are converted; in a body, `"1"` is not a number. */
function validatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  const settings = { strict: false, useDefaults: true }
  const ofQuery = new Ajv({ ...settings, coerceTypes: true })
  const ofBody = new Ajv(settings)
  return ({ schema, httpPart }) => (httpPart === 'body' ? ofBody : ofQuery).compile(schema)
}

/** The path of a request, without the query. */
export function pathOf({ url }: { readonly url: string }): string {
  return url.split('?', 1)[0] ?? '/'
}

/** Whether the body is a stream of messages, which has its own limits. */
function isStream({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('application/x-ndjson') === true
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

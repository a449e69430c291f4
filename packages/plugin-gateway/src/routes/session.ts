import type { FastifyInstance } from 'fastify'
import { RequestError } from '../problem.js'
import { LOGIN_CODE, SESSION } from '../schemas.js'
import { SESSION_MS } from '../sessions.js'
import { answers, emptyAnswer } from './answers.js'
import type { RouteParts } from './context.js'

const MAX_LOGIN_BYTES = 1_024

interface Login {
  readonly code: string
  readonly cookie: boolean
}

/** How a page in a browser gets in: a code that works once, for a session. */
export function sessionRoutes(app: FastifyInstance, { access, sessions, secure }: RouteParts): void {
  app.post(
    '/v1/login-codes',
    {
      config: { reads: true },
      schema: {
        operationId: 'makeLoginCode',
        tags: ['session'],
        summary: 'Makes a code for one login of a page in a browser. Needs the token',
        response: answers(200, 'The code. It works once, within a minute.', LOGIN_CODE),
      },
    },
    async (request) => {
      if (request.session !== undefined)
        throw new RequestError('ERR_CLACKS_GATEWAY_DENIED', 'A session cannot make login codes.')
      return sessions.makeCode()
    },
  )
  app.post<{ Body: Login }>(
    '/v1/session',
    {
      // Nobody has shown anything yet.
      bodyLimit: MAX_LOGIN_BYTES,
      config: { public: true, reads: true },
      schema: {
        operationId: 'openSession',
        tags: ['session'],
        summary: 'Exchanges a login code for a session',
        security: [],
        body: {
          type: 'object',
          properties: {
            code: { type: 'string', minLength: 1, maxLength: 100 },
            cookie: {
              type: 'boolean',
              default: true,
              description: 'Whether the session is a cookie; otherwise it is in the answer, as a token.',
            },
          },
          required: ['code'],
          additionalProperties: false,
        },
        response: answers(200, 'The session.', SESSION),
      },
    },
    async ({ body: { code, cookie } }, reply) => {
      const session = sessions.open(code, cookie)
      if (session === undefined)
        throw new RequestError('ERR_CLACKS_GATEWAY_DENIED', 'The login code was used or has expired.', 401)
      const { secret, csrf, expires } = session
      if (!cookie) return { token: secret, expires }
      reply.header('set-cookie', cookieOf(access.cookieName, secret, SESSION_MS / 1_000, secure))
      return { csrf, expires }
    },
  )
  app.delete(
    '/v1/session',
    {
      config: { reads: true },
      schema: {
        operationId: 'closeSession',
        tags: ['session'],
        summary: 'Ends the session',
        response: emptyAnswer('It is ended.'),
      },
    },
    async ({ session }, reply) => {
      if (session !== undefined) sessions.close(session)
      return reply
        .code(204)
        .header('set-cookie', cookieOf(access.cookieName, '', 0, secure))
        .send()
    },
  )
}

function cookieOf(name: string, value: string, seconds: number, secure: boolean): string {
  return `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

import type { FastifyInstance } from 'fastify'
import { READINESS } from '../schemas.js'
import type { RouteParts } from './context.js'

/** For load balancers and supervisors: without a token. */
export function healthRoutes(app: FastifyInstance, parts: RouteParts): void {
  const answer = { 'application/json': { schema: READINESS } }
  app.get(
    '/healthz',
    {
      config: { public: true },
      schema: {
        operationId: 'health',
        tags: ['health'],
        summary: 'Whether the process answers',
        security: [],
        response: {
          200: {
            description: 'It does.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { status: { type: 'string', enum: ['ok'] } },
                  required: ['status'],
                },
              },
            },
          },
        },
      },
    },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      config: { public: true },
      schema: {
        operationId: 'ready',
        tags: ['health'],
        summary: 'Whether the node accepts messages',
        security: [],
        response: {
          200: { description: 'It does.', content: answer },
          503: { description: 'It does not, for now.', content: answer },
        },
      },
    },
    async (_request, reply) => {
      const reason = notReady(parts)
      if (reason === undefined) return { ready: true }
      return reply.code(503).send({ ready: false, reason })
    },
  )
}

function notReady({ node, isStopping }: RouteParts): string | undefined {
  if (isStopping()) return 'the node is stopping'
  try {
    node.address
  } catch {
    return 'the node is starting'
  }
  const { queued, inFlight, queuedBytes } = node.statistics()
  const { queueMessages, queueBytes } = node.getOptions().limits
  return queued + inFlight >= queueMessages || queuedBytes >= queueBytes ? 'the queue is full' : undefined
}

import { statusOf } from 'clacks/control'
import type { FastifyInstance } from 'fastify'
import { RequestError } from '../problem.js'
import { PLUGINS, STATUS } from '../schemas.js'
import { answers } from './answers.js'
import type { RouteParts } from './context.js'

/** The node itself: status, plugins, metrics. */
export function nodeRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { node, events, taps, options } = parts
  app.get(
    '/v1/status',
    {
      schema: {
        operationId: 'status',
        tags: ['node'],
        summary: 'The status of the node',
        response: answers(200, 'The status.', STATUS),
      },
    },
    async () => ({
      ...statusOf(node, {
        config: node.service('configuration')?.file,
        watchers: events.size + taps.size,
      }),
      readOnly: options.readOnly,
    }),
  )
  app.get(
    '/v1/plugins',
    {
      schema: {
        operationId: 'listPlugins',
        tags: ['node'],
        summary: 'The plugins in use, in the order of their setup',
        response: answers(200, 'Their state and statistics.', PLUGINS),
      },
    },
    async () => ({ plugins: node.plugins() }),
  )
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        tags: ['node'],
        summary: 'Metrics for Prometheus, if the plugin metrics is in use',
        response: {
          200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
    async (_request, reply) => {
      const metrics: unknown = node.service('metrics')
      if (!isMetrics(metrics))
        throw new RequestError(
          'ERR_CLACKS_SERVICE_MISSING',
          'The node has no plugin that provides metrics.',
          404,
        )
      return reply.type(metrics.contentType).send(await metrics.text())
    },
  )
}

/** What `/metrics` answers: of @clacks/plugin-metrics, or of any other plugin. */
interface Metrics {
  text(): Promise<string>
  readonly contentType: string
}

function isMetrics(service: unknown): service is Metrics {
  return (
    typeof service === 'object' &&
    service !== null &&
    'text' in service &&
    typeof service.text === 'function' &&
    'contentType' in service &&
    typeof service.contentType === 'string'
  )
}

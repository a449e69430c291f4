import type { ConfigEdit, Configuration } from 'clacks'
import type { FastifyInstance } from 'fastify'
import { letOutlive } from '../listener.js'
import { RequestError } from '../problem.js'
import { APPLIED, CONFIG, EDIT, PREVIEW } from '../schemas.js'
import { answers } from './answers.js'
import type { RouteParts } from './context.js'

interface EditBody {
  readonly edit: ConfigEdit
  readonly revision?: string
}

/** The config of the node: show, preview an edit, apply it. */
export function configRoutes(app: FastifyInstance, { node }: RouteParts): void {
  const configuration = (): Configuration => {
    const service = node.service('configuration')
    if (service !== undefined) return service
    throw new RequestError(
      'ERR_CLACKS_CONFIG_NOT_FOUND',
      'The node does not run from a config: it was constructed by a program.',
    )
  }
  app.get(
    '/v1/config',
    {
      schema: {
        operationId: 'getConfig',
        tags: ['config'],
        summary: 'The config that the node uses, masked, and where each value comes from',
        response: answers(200, 'The config.', CONFIG),
      },
    },
    async () => configuration().describe(),
  )
  app.post<{ Body: EditBody }>(
    '/v1/config/preview',
    {
      config: { reads: true },
      schema: {
        operationId: 'previewEdit',
        tags: ['config'],
        summary: 'What an edit would change in the config file',
        body: {
          type: 'object',
          properties: { edit: EDIT },
          required: ['edit'],
          additionalProperties: false,
        },
        response: answers(200, 'The change.', PREVIEW),
      },
    },
    async ({ body: { edit } }) => configuration().preview(edit),
  )
  app.post<{ Body: EditBody }>(
    '/v1/config/apply',
    {
      schema: {
        operationId: 'applyEdit',
        tags: ['config'],
        summary: 'Writes an edit into the config file, and takes it over',
        body: {
          type: 'object',
          properties: { edit: EDIT, revision: PREVIEW.properties.revision },
          required: ['edit'],
          additionalProperties: false,
        },
        response: answers(200, 'What was changed.', APPLIED),
      },
    },
    async ({ body: { edit, revision } }, reply) => {
      // The edit may be of the gateway itself.
      letOutlive(reply.raw)
      return configuration().apply(edit, revision)
    },
  )
}

import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { queuePage } from 'clacks/control'
import type { FastifyInstance } from 'fastify'
import { RequestError } from '../problem.js'
import { FORM, MESSAGES, PAGE, QUEUED } from '../schemas.js'
import { answers } from './answers.js'
import type { RouteParts } from './context.js'
import { enqueueStream } from './enqueue-stream.js'

interface ListQuery {
  readonly limit: number
  readonly skip: number
  readonly form: 'json' | 'text'
}

/** The messages of the queue: list, and enqueue one or a stream of them. */
export function messageRoutes(app: FastifyInstance, parts: RouteParts): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/messages',
    {
      schema: {
        operationId: 'listMessages',
        tags: ['messages'],
        summary: 'Some of the queued messages, oldest first, without those in flight',
        querystring: {
          type: 'object',
          properties: { ...PAGE, form: FORM },
          additionalProperties: false,
        },
        response: answers(200, 'Up to `limit` messages, at most about 1 MiB.', MESSAGES),
      },
    },
    async ({ query: { limit, skip, form } }, reply) => {
      const { total, messages } = queuePage(parts.node, { limit, skip })
      const written = form === 'text' ? messages.map((json) => JSON.stringify(json)) : messages
      return reply
        .type('application/json; charset=utf-8')
        .send(`{"total":${total},"messages":[${written.join(',')}]}`)
    },
  )
  app.register(async (texts) => {
    texts.removeAllContentTypeParsers()
    texts.addContentTypeParser<Buffer>(
      'application/json',
      { parseAs: 'buffer' },
      async (_request: unknown, body: Buffer) => body,
    )
    texts.addContentTypeParser('application/x-ndjson', async (_request: unknown, body: Readable) => body)
    texts.post<{ Body: Buffer | Readable | undefined }>(
      '/v1/messages',
      {
        schema: {
          operationId: 'sendMessages',
          tags: ['messages'],
          summary: 'Puts messages in the queue',
          description:
            'One message as JSON; or one on each line as application/x-ndjson: while the queue is full, the node does not read on. Numbers keep all their digits.',
          body: {
            content: {
              'application/json': { schema: { description: 'One message.' } },
              'application/x-ndjson': { schema: { description: 'A message on each line.' } },
            },
          },
          response: answers(202, 'The messages are in the queue.', QUEUED),
        },
      },
      async ({ body, raw }, reply) => {
        if (body === undefined)
          throw new RequestError('ERR_CLACKS_GATEWAY_REQUEST', 'The request has no body.')
        reply.code(202)
        if (Buffer.isBuffer(body)) return enqueueOne(parts, body)
        return enqueueStream(parts, body, raw)
      },
    )
  })
}

function enqueueOne({ node }: RouteParts, body: Buffer) {
  if (!isUtf8(body)) throw new RequestError('ERR_CLACKS_MESSAGE_NOT_JSON', 'The body is not UTF-8.')
  if (!node.enqueueJson(body.toString('utf8')))
    throw new RequestError('ERR_CLACKS_MESSAGE_NOT_JSON', 'null, false and "" are not messages.', 422)
  return { queued: 1, refused: [], refusedCount: 0 }
}

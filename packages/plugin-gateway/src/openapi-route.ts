import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

/** The OpenAPI document, from the file that a test compares with the routes. */
export function openApiRoute(app: FastifyInstance): void {
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    const text = await readFile(new URL('../openapi.json', import.meta.url), 'utf8')
    return reply.type('application/json; charset=utf-8').send(text)
  })
}

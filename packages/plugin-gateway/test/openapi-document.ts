import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fastify from 'fastify'
import { addRoutes } from '../src/routes/routes.js'
import { routeParts } from './route-parts.js'

/** The OpenAPI document of the routes, as @fastify/swagger makes it from their schemas. */
export async function openApiDocument(): Promise<object> {
  const app: FastifyInstance = fastify({ exposeHeadRoutes: false })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gateway of a clacks node',
        description: 'HTTP API of @clacks/plugin-gateway.',
        version: '1.0.0',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The gateway that this document comes from.' }],
      security: [{ token: [] }, { session: [], csrf: [] }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'The token of the gateway.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'clacks-gateway-8081',
            description: 'The session of a page; the name ends with the port.',
          },
          csrf: { type: 'apiKey', in: 'header', name: 'X-Clacks-Csrf', description: 'Beside the cookie.' },
        },
      },
      tags: [
        { name: 'health', description: 'For load balancers and supervisors.' },
        { name: 'node', description: 'The node itself.' },
        { name: 'messages', description: 'The queue.' },
        { name: 'events', description: 'Streams of server-sent events.' },
        { name: 'peers', description: 'Other nodes.' },
        { name: 'config', description: 'The config file.' },
        { name: 'session', description: 'Login of a page in a browser.' },
      ],
    },
  })
  addRoutes(app, routeParts())
  await app.ready()
  const document = app.swagger()
  await app.close()
  return JSON.parse(JSON.stringify(document))
}

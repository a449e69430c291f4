import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fastify from 'fastify'
import { addRoutes } from '../src/routes/routes.js'
import {
  ADDRESS,
  APPLIED,
  CONFIG,
  EDIT,
  PEER,
  PLUGIN,
  PREVIEW,
  PROBLEM,
  QUEUED,
  READINESS,
  STATUS,
} from '../src/schemas.js'
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
  return withReferences(JSON.parse(JSON.stringify(document)))
}

/** Schemas that get a name in the document, and so in clients that are generated from it. */
const NAMED = {
  Problem: PROBLEM,
  Address: ADDRESS,
  Plugin: PLUGIN,
  Peer: PEER,
  Status: STATUS,
  Queued: QUEUED,
  Config: CONFIG,
  Edit: EDIT,
  Preview: PREVIEW,
  Applied: APPLIED,
  Readiness: READINESS,
}

/** The document with a reference wherever one of the named schemas stands. */
function withReferences(document: { readonly components: object }): object {
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [JSON.stringify(schema), name]))
  const referring = (value: unknown, isOwn: boolean): unknown => {
    const name = isOwn ? undefined : names.get(JSON.stringify(value))
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
    if (Array.isArray(value)) return value.map((item) => referring(item, false))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, referring(inner, false)]))
  }
  const schemas = Object.fromEntries(
    Object.entries(NAMED).map(([name, schema]) => [name, referring(schema, true)]),
  )
  const { components, ...rest } = document
  return { ...Object(referring(rest, false)), components: { ...components, schemas } }
}

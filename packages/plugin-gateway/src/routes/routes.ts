import type { FastifyInstance } from 'fastify'
import { openApiRoute } from '../openapi-route.js'
import { configRoutes } from './config.js'
import type { RouteParts } from './context.js'
import { healthRoutes } from './health.js'
import { messageRoutes } from './messages.js'
import { nodeRoutes } from './node.js'
import { peerRoutes } from './peers.js'
import { sessionRoutes } from './session.js'
import { streamRoutes } from './streams.js'

/** All routes of the gateway itself. */
export function addRoutes(app: FastifyInstance, parts: RouteParts): void {
  healthRoutes(app, parts)
  nodeRoutes(app, parts)
  messageRoutes(app, parts)
  streamRoutes(app, parts)
  peerRoutes(app, parts)
  configRoutes(app, parts)
  sessionRoutes(app, parts)
  openApiRoute(app)
}

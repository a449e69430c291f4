import type { PeerStatus } from 'clacks'
import { peerReports, pinnedKeys } from 'clacks/control'
import type { FastifyInstance } from 'fastify'
import { RequestError } from '../problem.js'
import { ADDRESS, PAGE, PEER } from '../schemas.js'
import { answers, emptyAnswer } from './answers.js'
import type { RouteParts } from './context.js'

interface Address {
  readonly hostname: string
  readonly port: number
}

interface ListQuery {
  readonly limit: number
  readonly skip: number
  readonly status?: PeerStatus
}

const TAGS = ['peers']

/** The peers of the node: list, add, announce, ignore, unignore. */
export function peerRoutes(app: FastifyInstance, { node }: RouteParts): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/peers',
    {
      schema: {
        operationId: 'listPeers',
        tags: TAGS,
        summary: 'The known peers',
        querystring: {
          type: 'object',
          properties: { ...PAGE, status: PEER.properties.status },
          additionalProperties: false,
        },
        response: answers(200, 'Up to `limit` peers.', {
          type: 'object',
          properties: {
            total: { type: 'integer', description: 'How many there are with this status.' },
            peers: { type: 'array', items: PEER },
          },
          required: ['total', 'peers'],
        }),
      },
    },
    async ({ query: { limit, skip, status } }) => {
      const all = peerReports(node).filter((peer) => status === undefined || peer.status === status)
      const keys = pinnedKeys(node)
      const peers = all.slice(skip, skip + limit).map((peer) => {
        const key = keys[`${peer.hostname}:${peer.port}`]
        return { ...peer, ...(key !== undefined && { key }) }
      })
      return { total: all.length, peers }
    },
  )
  app.post<{ Body: Address }>(
    '/v1/peers',
    {
      schema: {
        operationId: 'addPeer',
        tags: TAGS,
        summary: 'Adds a peer with status `new`, unless it is known',
        body: ADDRESS,
        response: answers(200, 'The peer.', PEER),
      },
    },
    async ({ body: { hostname, port } }) => {
      const peer = node.addPeer(hostname, port)
      if (peer !== undefined) return peer
      throw new RequestError(
        'ERR_CLACKS_GATEWAY_REQUEST',
        'The node does not add this peer: it is the node itself, or a plugin does not admit it.',
        422,
      )
    },
  )
  app.post<{ Body: Address }>(
    '/v1/peers/announce',
    {
      schema: {
        operationId: 'announce',
        tags: TAGS,
        summary: 'Announces the node to a peer, and adds the peer if it answers 200',
        body: ADDRESS,
        response: answers(200, 'Whether the peer answered 200.', {
          type: 'object',
          properties: { accepted: { type: 'boolean' } },
          required: ['accepted'],
        }),
      },
    },
    async ({ body: { hostname, port } }) => ({ accepted: await node.announce(hostname, port) }),
  )
  app.post<{ Body: Address }>(
    '/v1/peers/ignore',
    {
      schema: {
        operationId: 'ignorePeer',
        tags: TAGS,
        summary: 'Ignores a peer: sends nothing to it and refuses what it sends',
        body: ADDRESS,
        response: emptyAnswer('The peer is ignored.'),
      },
    },
    async ({ body: { hostname, port } }, reply) => {
      node.ignore(hostname, port)
      return reply.code(204).send()
    },
  )
  app.post<{ Body: Address }>(
    '/v1/peers/unignore',
    {
      schema: {
        operationId: 'unignorePeer',
        tags: TAGS,
        summary: 'Stops ignoring a peer',
        body: ADDRESS,
        response: answers(200, 'Whether it was ignored.', {
          type: 'object',
          properties: { changed: { type: 'boolean' } },
          required: ['changed'],
        }),
      },
    },
    async ({ body: { hostname, port } }) => ({ changed: node.unignore(hostname, port) }),
  )
}

import { matches } from 'clacks/control'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EventHub, MessageForm } from '../events/event-hub.js'
import { EventStream } from '../events/event-stream.js'
import { RequestError } from '../problem.js'
import { FORM } from '../schemas.js'
import type { RouteParts } from './context.js'

interface EventsQuery {
  readonly events?: string
  readonly peer?: string
  readonly match?: string
  readonly rate?: number
  readonly form: MessageForm
}

interface TraceQuery {
  readonly plugin?: string
  readonly hook?: string
  readonly match?: string
  readonly rate?: number
  readonly form: MessageForm
}

const FILTER = { type: 'string', minLength: 1, maxLength: 1000 } as const
const RATE = {
  type: 'integer',
  minimum: 1,
  maximum: 1_000_000,
  description: 'At most so many events a second; the others are counted as skipped.',
} as const
const STREAM = {
  200: {
    description:
      'Server-sent events. First `subscribed`; `skipped` says how many events were left out because the client reads too slowly. `id` of an event goes into `Last-Event-ID` to continue after it.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  },
} as const
const LAST_ID = {
  type: 'object',
  properties: {
    'last-event-id': { type: 'string', maxLength: 100, description: 'The id of the last event received.' },
  },
} as const

/** Server-sent events: what happens at the node, and what each tap does. */
export function streamRoutes(app: FastifyInstance, parts: RouteParts): void {
  app.get<{ Querystring: EventsQuery }>(
    '/v1/events',
    {
      schema: {
        operationId: 'events',
        tags: ['events'],
        summary: 'What happens at the node, as it happens',
        querystring: {
          type: 'object',
          properties: {
            events: { ...FILTER, description: 'Only these events: names, separated by commas.' },
            peer: { ...FILTER, description: 'Only events with this peer: `host:port`.' },
            match: { ...FILTER, description: 'Only events whose message contains this text.' },
            rate: RATE,
            form: FORM,
          },
          additionalProperties: false,
        },
        headers: LAST_ID,
        response: STREAM,
      },
    },
    (request, reply) => {
      const { events, peer, match } = request.query
      const filter = {
        ...(events !== undefined && { events: events.split(',') }),
        ...(peer !== undefined && { peer }),
        ...(match !== undefined && { match }),
      }
      openStream(parts, parts.events, request, reply, (event) => matches(event, filter))
    },
  )
  app.get<{ Querystring: TraceQuery }>(
    '/v1/trace',
    {
      schema: {
        operationId: 'trace',
        tags: ['events'],
        summary: 'What each tap of a plugin does to each message',
        querystring: {
          type: 'object',
          properties: {
            plugin: { ...FILTER, description: 'Only taps of the plugin with this id.' },
            hook: { ...FILTER, description: 'Only taps of this hook.' },
            match: { ...FILTER, description: 'Only messages that contain this text.' },
            rate: RATE,
            form: FORM,
          },
          additionalProperties: false,
        },
        response: STREAM,
      },
    },
    (request, reply) => {
      const { plugin, hook, match } = request.query
      openStream(
        parts,
        parts.taps,
        request,
        reply,
        (call) =>
          (plugin === undefined || call.plugin === plugin) &&
          (hook === undefined || call.hook === hook) &&
          (match === undefined || call.message.includes(match)),
      )
    },
  )
}

function openStream<Item>(
  { options, clock, events, taps }: RouteParts,
  hub: EventHub<Item>,
  request: FastifyRequest<{ Querystring: Pick<EventsQuery, 'form' | 'rate'> }>,
  reply: FastifyReply,
  isWanted: (item: Item) => boolean,
): void {
  if (events.size + taps.size >= options.streams)
    throw new RequestError(
      'ERR_CLACKS_GATEWAY_LIMIT',
      `${options.streams} event streams are open (\`streams\`).`,
    )
  const { raw } = reply
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  raw.flushHeaders()
  raw.socket?.setNoDelay(true)
  const header = request.headers['last-event-id']
  const lastId = typeof header === 'string' ? header : undefined
  const { form, rate = Number.POSITIVE_INFINITY } = request.query
  const stream = new EventStream(raw, { maxUnread: options.streamBytes, perSecond: rate, clock })
  const remove = hub.add(stream, { matches: isWanted, form, lastId })
  // A client that goes away is not a failure.
  raw.on('error', remove).on('close', remove)
}

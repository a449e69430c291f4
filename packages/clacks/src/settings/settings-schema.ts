import type { SchemaObject } from 'ajv'

const MIB = 2 ** 20

const number = (standard: number, description: string) =>
  ({ type: 'number', minimum: 0, default: standard, description }) as const

const positive = (standard: number, description: string) =>
  ({ type: 'number', exclusiveMinimum: 0, default: standard, description }) as const

/**
 * Milliseconds for a timer of the network stack, which can take neither fractions nor more than
 * 2 ** 31 - 1. The server waits twice that long for a reader. A day is enough for anybody.
 */
const timer = (standard: number, description: string) =>
  ({ type: 'integer', minimum: 1, maximum: 86_400_000, default: standard, description }) as const

/** A weight of a random choice: infinite ones have no ratio. */
const weight = (standard: number, description: string) =>
  ({ ...number(standard, description), maximum: 1_000_000 }) as const

const port = (description: string) => ({ type: 'integer', minimum: 0, maximum: 65_535, description }) as const

const listen = {
  type: 'object',
  additionalProperties: false,
  description:
    'Where to listen if that is not the announced address: behind a port mapping, or on one interface only.',
  properties: {
    host: {
      type: 'string',
      minLength: 1,
      description:
        'The interface. Default: all of them, or only the loopback interface if `hostname` is local.',
    },
    port: port('The port. Default: the announced `port`.'),
  },
} as const satisfies SchemaObject

const weights = {
  type: 'object',
  additionalProperties: false,
  description: 'How often a peer of each status is picked. The weights need not add up to 1.',
  properties: {
    alive: weight(0.95, 'Weight of alive peers.'),
    lost: weight(0.049_99, 'Weight of lost peers.'),
    dead: weight(0.000_01, 'Weight of dead peers.'),
  },
} as const satisfies SchemaObject

const limits = {
  type: 'object',
  additionalProperties: false,
  description: 'Bounds on everything that a remote peer could make grow.',
  properties: {
    bodyBytes: positive(MIB, 'Bytes of a request body.'),
    messageBytes: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Bytes of one message as JSON. Default: `bodyBytes` minus 1,024 for the envelope.',
    },
    depth: positive(10_000, 'Levels of nesting of one message.'),
    values: positive(10_000, 'Values of one message: items of its arrays and fields of its objects.'),
    queueMessages: positive(100_000, 'Messages in the queue, including those in flight.'),
    queueBytes: positive(256 * MIB, 'Bytes of the messages in the queue as JSON.'),
    queueSeconds: positive(
      60,
      'Seconds that the queue may take at `sendrate` and `byterate` before the messages of a peer are refused with 503, unless its own queue takes as long, too: then it may take that many seconds more than the queue of the peer. It does not bound what the application enqueues.',
    ),
    peers: positive(2_000, 'Peers in the table.'),
    peerShare: {
      ...positive(
        0.25,
        'Share of the peers in the table that may be in one network range, and of those to be probed that one may name.',
      ),
      maximum: 1,
    },
    inFlight: positive(512, 'Unanswered requests, over all peers.'),
    pipelining: positive(64, 'Unanswered requests on the connection to one peer.'),
    batchMessages: positive(128, 'Messages in one request, sent or received.'),
    legacyPipelining: positive(
      16,
      'The same for a legacy peer, which may receive an unanswered message twice if the connection breaks.',
    ),
    connections: positive(2_000, 'Open inbound connections, shared by network range.'),
    unansweredBytes: positive(
      64 * MIB,
      'Bytes of request bodies that are arriving or not answered yet, shared by network range.',
    ),
    outboundConnections: {
      type: 'integer',
      minimum: 1,
      // The cache of connections takes its memory at once.
      maximum: 65_536,
      default: 256,
      description: 'Open outbound connections. A new one replaces the least recently used.',
    },
    requestsPerSecond: positive(
      50_000,
      'Inbound requests per second from one network range. Above it the answer is 429.',
    ),
    connectMs: timer(6_000, 'Milliseconds to establish a connection.'),
    requestMs: timer(10_000, 'Milliseconds for a request or an answer to arrive in full.'),
    drainMs: positive(5_000, 'Milliseconds that `stop()` waits for requests in flight.'),
    tapMs: positive(
      5_000,
      'Milliseconds that one call of a plugin tap may take, unless the tap sets `timeoutMs`.',
    ),
  },
} as const satisfies SchemaObject

/**
 * JSON Schema (draft 7) of the settings: the only place that defines a default or a bound. The
 * checks of the constructor and of a config are compiled from it; settings.ts, schema.json,
 * docs/config-reference.md and the tables of docs/limits.md are generated from it.
 */
export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    hostname: {
      type: 'string',
      default: 'localhost',
      description: 'The DNS name or IP address at which other peers reach this node.',
    },
    port: {
      ...port('The port at which other peers reach this node, and on which it listens. 0 takes a free one.'),
      default: 8080,
    },
    listen,
    sendrate: number(
      1,
      'Messages per second: fractions are allowed, 0 sends nothing, `Infinity` sends as fast as peers accept.',
    ),
    byterate: number(Number.POSITIVE_INFINITY, 'Bytes per second, in addition to `sendrate`.'),
    killtimeout: number(3_600_000, 'Milliseconds after which a lost peer becomes dead.'),
    idleAnnounce: number(
      30_000,
      'Milliseconds between two announces of a node whose queue is empty. 0 turns them off.',
    ),
    requireVerified: {
      type: 'boolean',
      default: false,
      description: 'Refuse senders that do not present the key pinned for their address.',
    },
    legacyRejects: {
      enum: ['discard', 'refuse'],
      default: 'discard',
      description:
        'What to do with a message of a legacy sender that can never be accepted: `discard` answers 200 and discards it, `refuse` answers with the error, and the message comes back forever.',
    },
    trustedRanges: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Network ranges that may have 16 times the share of others, of connections for example: IP addresses, or CIDR notation such as `10.0.0.0/8`. One that is smaller than a network range does not share with its neighbours.',
    },
    weights,
    limits,
  },
} as const satisfies SchemaObject

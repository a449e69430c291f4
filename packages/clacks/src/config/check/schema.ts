import type { SchemaObject } from 'ajv'
import type { Limits, Weights, WrittenSettings } from '../../settings/settings.js'
import type { Config, ConfigTls } from '../define-config.js'

// `satisfies Record<keyof …>` makes a key that is missing here, or that no type knows, an error of the compiler.
type Properties<Shape> = Record<keyof Shape, SchemaObject>

const amount = (description: string): SchemaObject => ({ type: 'number', minimum: 0, description })
const bound = (description: string): SchemaObject => ({ type: 'number', exclusiveMinimum: 0, description })
const path = (description: string): SchemaObject => ({ type: 'string', minLength: 1, description })
const port = (description: string): SchemaObject => ({
  type: 'integer',
  minimum: 0,
  maximum: 65_535,
  description,
})
const object = (properties: Record<string, SchemaObject>, description: string): SchemaObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  description,
})

const limits = {
  bodyBytes: bound('Bytes of a request body. Default 1 MiB.'),
  messageBytes: bound('Bytes of one message as JSON. Default: bodyBytes less 1 KiB.'),
  depth: bound('Levels of nesting of one message. Default 10,000.'),
  queueMessages: bound('Messages in the queue. Default 100,000.'),
  queueBytes: bound('Bytes of the messages in the queue. Default 256 MiB.'),
  peers: bound('Peers in the table. Default 2,000.'),
  peerShare: { ...bound('Share of the table for one network range or source. Default 0.25.'), maximum: 1 },
  inFlight: bound('Requests that wait for their answer. Default 512.'),
  pipelining: bound('The same to one peer of this project. Default 64.'),
  legacyPipelining: bound('The same to one legacy peer. Default 16.'),
  connections: bound('Open inbound connections. Default 2,000.'),
  outboundConnections: bound('Open outbound connections. Default 256.'),
  requestsPerSecond: bound('Inbound requests a second from one network address. Default 50,000.'),
  connectMs: bound('Milliseconds for a connection to be made. Default 6,000.'),
  requestMs: bound('Milliseconds for a request or an answer to arrive whole. Default 10,000.'),
  drainMs: bound('Milliseconds that stopping waits for what is under way. Default 5,000.'),
  tapMs: bound('Milliseconds that one tap of a plugin may take. Default 5,000.'),
} satisfies Properties<Limits>

const weights = {
  alive: amount('How often an alive peer is chosen. Default 0.95.'),
  lost: amount('How often a lost peer is chosen. Default 0.04999.'),
  dead: amount('How often a dead peer is chosen. Default 0.00001.'),
} satisfies Properties<Weights>

const tls = {
  key: path('Path of the private key (PEM), from the folder of the config.'),
  cert: path('Path of the certificate (PEM), from the folder of the config.'),
  trust: { enum: ['tofu', 'ca', 'pin', 'none'], description: 'Whom to believe. Default tofu.' },
  ca: {
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string', minLength: 1 },
    description: 'Paths of the certificates of the authorities (PEM), for trust ca.',
  },
  keys: {
    type: 'array',
    items: { type: 'string', pattern: '^[0-9a-fA-F]{64}$' },
    description: 'SHA-256 of the public keys (hex) that trust pin accepts.',
  },
} satisfies Properties<ConfigTls>

const listen = {
  host: { type: 'string', minLength: 1, description: 'The address of the interface to listen on.' },
  port: port('Default: the port that is announced.'),
} satisfies Properties<NonNullable<WrittenSettings['listen']>>

const properties = {
  hostname: {
    type: 'string',
    description: 'The name under which other peers find this node. Default localhost.',
  },
  port: port('The port under which other peers find this node. Default 8080; 0 takes a free one.'),
  listen: object(listen, 'Where to listen when that differs from what is announced.'),
  sendrate: amount('Messages a second; fractions allowed, 0 sends nothing. Default 1.'),
  byterate: amount('Bytes a second. Default: no limit.'),
  killtimeout: amount('Milliseconds after which a lost peer becomes dead. Default 3,600,000.'),
  idleAnnounce: amount(
    'Milliseconds between two announces of a node without messages; 0 for none. Default 30,000.',
  ),
  requireVerified: {
    type: 'boolean',
    description: 'Refuse senders that do not show the key pinned for their address.',
  },
  legacyRejects: {
    enum: ['discard', 'refuse'],
    description: 'What becomes of a refused message of a legacy sender.',
  },
  weights: object(weights, 'How often a peer of each status is chosen.'),
  limits: object(limits, 'The bounds of everything that a stranger could make grow.'),
  tls: object(tls, 'Key, certificate and trust.'),
  peers: {
    type: 'array',
    items: { type: 'string' },
    description: 'Peers to announce to on start, as host:port.',
  },
  extends: {
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string', minLength: 1 },
    description:
      'Presets, as paths (./base.yaml) or packages. Later ones win, and this config over all of them.',
  },
  // What the entries may be is not for a schema: a code config holds functions there.
  plugins: { type: 'array', description: 'Plugins: names, paths, or [name, options, { id }].' },
  control: {
    type: 'boolean',
    description: 'Whether clacks start opens the control channel. Default true.',
  },
  onPluginCrash: {
    enum: ['stop', 'remove'],
    description: 'What clacks start does when an error escapes a plugin. Default stop.',
  },
} satisfies Properties<Config>

/** JSON Schema (draft 7) of a config. */
export const configSchema = {
  type: 'object',
  additionalProperties: false,
  properties,
  // Editors find the schema of a JSON file by it; it is no option.
  patternProperties: { '^\\$schema$': { type: 'string' } },
} satisfies SchemaObject

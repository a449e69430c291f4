/**
 * The JSON Schemas (draft 2020-12, as OpenAPI 3.1 has them) of what the routes take and answer. The
 * OpenAPI document is made from them.
 */

const text = (description: string) => ({ type: 'string', description }) as const
const count = (description: string) => ({ type: 'number', description }) as const

/** Any JSON value. */
const ANY = {} as const

export const PROBLEM = {
  type: 'object',
  description: 'A problem (RFC 9457).',
  properties: {
    type: text('Identifies the kind of the problem.'),
    title: text('What the code means.'),
    status: { type: 'integer' },
    detail: text('What is wrong here.'),
    code: text('A code of docs/errors.md: ERR_CLACKS_….'),
    remedy: text('What to do about it.'),
    issues: { type: 'array', items: ANY, description: 'For an invalid config, each issue.' },
  },
  required: ['type', 'title', 'status', 'detail'],
} as const

export const ADDRESS = {
  type: 'object',
  properties: {
    hostname: { type: 'string', minLength: 1, maxLength: 253 },
    port: { type: 'integer', minimum: 1, maximum: 65535 },
  },
  required: ['hostname', 'port'],
  additionalProperties: false,
} as const

const PEER_STATUS = { type: 'string', enum: ['new', 'alive', 'lost', 'dead', 'ignored'] } as const

export const PEER = {
  type: 'object',
  properties: {
    identifier: text('SHA-256 of host name and port, lower-case hex.'),
    hostname: { type: 'string' },
    port: { type: 'integer' },
    status: PEER_STATUS,
    time: count('When the status last changed: milliseconds since 1970.'),
    lastError: text('Why it could not be reached the last time.'),
    key: text('The pinned key: SHA-256 of the public key, lower-case hex.'),
  },
  required: ['identifier', 'hostname', 'port', 'status'],
} as const

/** Which part of a list. */
export const PAGE = {
  limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100, description: 'At most so many.' },
  skip: { type: 'integer', minimum: 0, default: 0, description: 'Leaves out so many at the beginning.' },
} as const

export const PLUGIN = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    version: { type: 'string' },
    state: { type: 'string', enum: ['active', 'quarantined'] },
    calls: count('Calls of its taps.'),
    failures: count('How many of the calls failed.'),
    milliseconds: count('Time spent in its taps.'),
    problem: {
      type: 'object',
      description: 'What keeps it from doing its work.',
      properties: { text: { type: 'string' }, isOver: { type: 'boolean' } },
    },
  },
  required: ['id', 'name', 'state', 'calls', 'failures', 'milliseconds'],
} as const

export const PLUGINS = {
  type: 'object',
  properties: { plugins: { type: 'array', items: PLUGIN } },
  required: ['plugins'],
} as const

const COUNTERS = {
  type: 'object',
  properties: Object.fromEntries(
    [
      'received',
      'enqueued',
      'sent',
      'failed',
      'discarded',
      'refused',
      'queued',
      'queuedBytes',
      'inFlight',
    ].map((name) => [name, { type: 'number' }]),
  ),
} as const

export const STATUS = {
  type: 'object',
  properties: {
    version: text('The version of clacks.'),
    pid: { type: 'integer' },
    address: text('`host:port`; missing while the node starts.'),
    fingerprint: text('SHA-256 of the own public key, lower-case hex.'),
    certificate: text('The certificate that the node shows (PEM).'),
    config: text('The config file; missing if the node runs on defaults.'),
    uptime: count('Milliseconds since the node was started.'),
    sendrate: { type: ['number', 'null'], description: 'Messages a second; null for no limit.' },
    statistics: COUNTERS,
    peers: {
      type: 'object',
      description: 'The number of peers by status.',
      properties: Object.fromEntries(PEER_STATUS.enum.map((name) => [name, { type: 'integer' }])),
    },
    plugins: { type: 'array', items: PLUGIN },
    watchers: { type: 'integer', description: 'Open event streams of the gateway.' },
    readOnly: { type: 'boolean', description: 'Whether the gateway refuses to change anything.' },
  },
  required: [
    'version',
    'pid',
    'uptime',
    'sendrate',
    'statistics',
    'peers',
    'plugins',
    'watchers',
    'readOnly',
  ],
} as const

export const QUEUED = {
  type: 'object',
  properties: {
    queued: { type: 'integer', description: 'Messages that are in the queue now.' },
    refused: {
      type: 'array',
      description: 'The first messages that were refused.',
      items: {
        type: 'object',
        properties: {
          line: { type: 'integer', description: 'From 1.' },
          code: { type: 'string' },
          reason: { type: 'string' },
        },
        required: ['line', 'code', 'reason'],
      },
    },
    refusedCount: { type: 'integer', description: 'How many were refused.' },
  },
  required: ['queued', 'refused', 'refusedCount'],
} as const

export const MESSAGES = {
  type: 'object',
  properties: {
    total: { type: 'integer', description: 'The length of the queue.' },
    messages: { type: 'array', items: ANY, description: 'Oldest first.' },
  },
  required: ['total', 'messages'],
} as const

export const FORM = {
  type: 'string',
  enum: ['json', 'text'],
  default: 'json',
  description:
    '`text`: a message is a string that holds its JSON, with all digits of its numbers (a browser would round them).',
} as const

const ORIGIN = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['file', 'preset', 'environment', 'default'] },
    file: { type: 'string' },
    line: { type: 'integer' },
    variable: { type: 'string' },
    valueFile: { type: 'string' },
  },
  required: ['kind'],
} as const

const VALUES = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      path: { type: 'array', items: { type: ['string', 'integer'] } },
      name: { type: 'string' },
      value: ANY,
      origin: ORIGIN,
    },
    required: ['path', 'name', 'origin'],
  },
} as const

export const CONFIG = {
  type: 'object',
  properties: {
    file: text('The config file; missing if the node runs on defaults.'),
    stateFolder: { type: 'string' },
    revision: text('Stands for the text of the file.'),
    settings: VALUES,
    plugins: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          plugin: text('The name or path in the config.'),
          enabled: { type: 'boolean', description: 'Whether the node uses it.' },
          options: { type: 'object', additionalProperties: true },
          values: VALUES,
          origin: ORIGIN,
          schema: {
            type: 'object',
            additionalProperties: true,
            description: 'JSON Schema (draft 7) of the options.',
          },
        },
        required: ['id', 'plugin', 'enabled', 'options', 'values', 'origin'],
      },
    },
  },
  required: ['stateFolder', 'settings', 'plugins'],
} as const

const OPTIONS = { type: 'object', additionalProperties: true } as const
const ID = { type: 'string', minLength: 1, maxLength: 200 } as const

const CHANGES = {
  type: 'array',
  minItems: 1,
  maxItems: 1000,
  items: {
    type: 'object',
    properties: {
      path: {
        type: 'array',
        minItems: 1,
        maxItems: 32,
        items: {
          anyOf: [
            { type: 'string', maxLength: 200 },
            { type: 'integer', minimum: 0 },
          ],
        },
      },
      value: { description: 'Left out: the value is removed, so that the default holds again.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
} as const

const editOf = (action: object, properties: object, title: string) =>
  ({
    type: 'object',
    title,
    properties: { action: { type: 'string', ...action }, ...properties },
    required: ['action', ...Object.keys(properties)],
    additionalProperties: false,
  }) as const

export const EDIT = {
  oneOf: [
    {
      type: 'object',
      title: 'AddPlugin',
      properties: {
        action: { type: 'string', enum: ['add'] },
        plugin: { type: 'string', minLength: 1, maxLength: 1000, description: 'A name or a path.' },
        options: OPTIONS,
        id: ID,
      },
      required: ['action', 'plugin'],
      additionalProperties: false,
    },
    editOf({ enum: ['remove'] }, { id: ID }, 'RemovePlugin'),
    editOf({ enum: ['enable', 'disable'] }, { id: ID }, 'SwitchPlugin'),
    editOf({ enum: ['configure'] }, { id: ID, changes: CHANGES }, 'ConfigurePlugin'),
    editOf({ enum: ['set'] }, { changes: CHANGES }, 'ChangeSettings'),
  ],
} as const

const PREVIEW_FIELDS = {
  file: { type: 'string' },
  revision: text('Pass it to apply: that fails if the file was changed since.'),
  diff: text('A unified diff with secrets masked; empty if nothing changes.'),
} as const

export const PREVIEW = {
  type: 'object',
  properties: PREVIEW_FIELDS,
  required: ['file', 'revision', 'diff'],
} as const

const NAMES = { type: 'array', items: { type: 'string' } } as const

export const APPLIED = {
  type: 'object',
  properties: {
    ...PREVIEW_FIELDS,
    reload: {
      type: 'object',
      properties: {
        added: NAMES,
        replaced: NAMES,
        removed: NAMES,
        changed: NAMES,
        peers: NAMES,
        restart: NAMES,
      },
    },
  },
  required: ['file', 'revision', 'diff', 'reload'],
} as const

export const LOGIN_CODE = {
  type: 'object',
  properties: {
    code: text('To be exchanged once at POST /v1/session.'),
    expires: count('Milliseconds since 1970.'),
  },
  required: ['code', 'expires'],
} as const

export const SESSION = {
  type: 'object',
  properties: {
    csrf: text('To be sent in the header X-Clacks-Csrf with every request that relies on the cookie.'),
    token: text('With `cookie: false`: to be sent as Authorization: Bearer.'),
    expires: count('Milliseconds since 1970.'),
  },
  required: ['expires'],
} as const

export const READINESS = {
  type: 'object',
  properties: {
    ready: { type: 'boolean' },
    reason: text('Why nothing would be accepted.'),
  },
  required: ['ready'],
} as const

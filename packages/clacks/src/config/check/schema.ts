import type { SchemaObject } from 'ajv'
import { settingsSchema } from '../../settings/settings-schema.js'
import { tlsSchema } from '../../settings/tls-schema.js'
import type { Config, ConfigTls } from '../define-config.js'

// `satisfies Record<keyof …>` makes it a compile error if a key is missing or unknown.
type Properties<Shape> = Record<keyof Shape, SchemaObject>

const path = (description: string) => ({ type: 'string', minLength: 1, description }) as const

const tls = {
  key: path('Path of the private key (PEM), relative to the config.'),
  cert: path('Path of the certificate (PEM), relative to the config.'),
  trust: tlsSchema.trust,
  ca: {
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string', minLength: 1 },
    description: 'Paths of the certificates of the authorities (PEM), for trust `ca`.',
  },
  keys: tlsSchema.keys,
} satisfies Properties<ConfigTls>

const properties = {
  ...settingsSchema.properties,
  tls: {
    type: 'object',
    additionalProperties: false,
    properties: tls,
    description: 'Key, certificate and trust.',
  },
  stateFolder: path(
    'The folder for key, certificate, pins, ignored peers, control socket and the files of plugins, relative to the config. One node at a time can use it. Default: `.clacks` beside the config.',
  ),
  peers: {
    type: 'array',
    items: { type: 'string' },
    description: 'Peers to announce to on start, as `host:port`.',
  },
  extends: {
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string', minLength: 1 },
    description:
      'Presets, as paths (`./base.yaml`) or packages. A later preset overrides an earlier one, and this config overrides all of them.',
  },
  // A schema cannot describe the entries: in a code config they may be functions.
  plugins: { type: 'array', description: 'Plugins: names, paths, or `[name, options, { id, enabled }]`.' },
  control: {
    type: 'boolean',
    default: true,
    description: 'Whether `clacks start` opens the control channel.',
  },
  onPluginCrash: {
    enum: ['stop', 'remove'],
    default: 'stop',
    description:
      'What `clacks start` does when an error escapes a plugin: `stop` stops the node, `remove` removes the plugin.',
  },
  logLevel: {
    enum: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description:
      'What `clacks start` reports: `info` adds events to warnings and errors, `debug` adds the debug lines of plugins.',
  },
} satisfies Properties<Config>

/** JSON Schema (draft 7) of a config. */
export const configSchema = {
  type: 'object',
  additionalProperties: false,
  properties,
  // Editors use it to find the schema of a JSON file. It is not an option.
  patternProperties: { '^\\$schema$': { type: 'string' } },
} satisfies SchemaObject

import type { SchemaObject } from 'ajv'
import { settingsSchema } from './settings-schema.js'
import { tlsSchema } from './tls-schema.js'

/** JSON Schema of what `new Clacks(...)` takes, as far as a schema can express it. */
export const optionsSchema = {
  ...settingsSchema,
  properties: {
    ...settingsSchema.properties,
    key: {},
    cert: {},
    tls: {
      type: 'object',
      additionalProperties: false,
      properties: {
        ...tlsSchema,
        ca: { type: ['string', 'array'], items: { type: 'string' } },
        pins: { type: 'object' },
      },
    },
    peers: { type: 'array', items: { type: 'string' } },
    plugins: { type: 'array' },
    folder: { type: 'string', minLength: 1 },
    stateFolder: { type: 'string', minLength: 1 },
    services: { type: 'object' },
    log: { type: 'object' },
    transport: { type: 'object' },
    clock: { type: 'object' },
    random: { type: 'object' },
  },
} satisfies SchemaObject

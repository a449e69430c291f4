import type { SchemaObject } from 'ajv'

/**
 * JSON Schema of the options of a simulated network, as far as a schema can express it: latency,
 * loss, topology, plugins and options may be functions.
 */
export const networkSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    nodes: { type: ['integer', 'array'], minimum: 0, items: { type: 'string' } },
    seed: { type: ['number', 'string'] },
    latency: {},
    loss: {},
    topology: {},
    plugins: {},
    options: {},
    history: {
      type: ['boolean', 'object'],
      additionalProperties: false,
      properties: { bytes: { type: 'number', exclusiveMinimum: 0 } },
    },
    patient: { type: 'boolean' },
    legacy: { type: 'array', items: { type: 'string' } },
  },
} satisfies SchemaObject

import type { Selection } from '../selection.js'
import type { PersisterSettings } from './persister.js'

/** The options of the persister. All of them are optional. */
export interface PersisterOptions extends Partial<PersisterSettings>, Selection {}

/** The option `persister` as JSON Schema. */
export const PERSISTER_SCHEMA = {
  type: ['boolean', 'object'],
  default: false,
  properties: {
    after: {
      type: 'integer',
      minimum: 1_000,
      default: 3_600_000,
      description: 'Milliseconds without a sighting after which a message is put back.',
    },
    jitter: {
      type: 'number',
      minimum: 0,
      default: 0.5,
      description: 'A random delay on top, as a fraction of `after`.',
    },
    rate: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 1,
      description: 'The most messages put back per second.',
    },
    copies: {
      type: 'integer',
      minimum: 1,
      default: 10,
      description:
        'How often a message is put back without being seen before the persister waits for the next sighting.',
    },
    classes: {
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      description: 'Only messages of these classes are put back.',
    },
    schema: {
      type: 'object',
      description: 'Only messages that are valid against this JSON Schema (draft 7) are put back.',
    },
    filter: {
      description:
        'In code: a function of the message. Only messages for which it returns true are put back.',
    },
  },
  additionalProperties: false,
  description:
    'Puts messages that were not seen for a while back in the queue, oldest first: true, or an object of options.',
} as const satisfies { properties: Record<keyof PersisterOptions, object>; [keyword: string]: unknown }

const { after, jitter, rate, copies } = PERSISTER_SCHEMA.properties

/** Fills in the defaults. */
export function persisterSettings(options: PersisterOptions): PersisterSettings & Selection {
  return {
    after: after.default,
    jitter: jitter.default,
    rate: rate.default,
    copies: copies.default,
    ...options,
  }
}

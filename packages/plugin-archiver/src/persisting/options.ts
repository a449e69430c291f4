import type { Selection } from '../selection.js'
import type { PersisterSettings } from './persister.js'

/** What the persister can be told. All of it may be left out. */
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
      description: 'Milliseconds that a message was not seen, after which it is put back.',
    },
    jitter: {
      type: 'number',
      minimum: 0,
      default: 0.5,
      description: 'It is put back up to this part of `after` later, by chance.',
    },
    rate: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 1,
      description: 'Messages put back a second, at most.',
    },
    copies: {
      type: 'integer',
      minimum: 1,
      default: 10,
      description:
        'A message that was put back so often without being seen is left alone until it is seen again.',
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
      description: 'In code: a function of the message; only where it returns true the message is put back.',
    },
  },
  additionalProperties: false,
  description:
    'Whether messages that were not seen for a while are put back in the queue, oldest first: true, or an object that says how.',
} as const satisfies { properties: Record<keyof PersisterOptions, object>; [keyword: string]: unknown }

const { after, jitter, rate, copies } = PERSISTER_SCHEMA.properties

/** All of it, defaults filled in. */
export function persisterSettings(options: PersisterOptions): PersisterSettings & Selection {
  return {
    after: after.default,
    jitter: jitter.default,
    rate: rate.default,
    copies: copies.default,
    ...options,
  }
}

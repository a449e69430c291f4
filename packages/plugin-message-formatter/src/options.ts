import type { MessageSchemas } from './class-schema.js'

/** Options of the message formatter. All are optional. */
export interface MessageFormatterOptions {
  /**
   * The class that `required` and `optional` describe. If omitted, they describe messages of any
   * class.
   */
  readonly class?: string
  /** Required fields, in addition to `class`. Default: none. */
  readonly required?: readonly string[]
  /** Optional fields. Default: none. */
  readonly optional?: readonly string[]
  /** A JSON Schema for the messages of each class. */
  readonly schemas?: MessageSchemas
  /** With `class` or `schemas`: what happens to messages of other classes. Default `refuse`. */
  readonly otherClasses?: 'refuse' | 'pass'
  /**
   * Whether invalid messages are rejected. Otherwise they are passed on and logged. Default true.
   */
  readonly rejectInvalid?: boolean
  /** The status of a rejection, 400 to 599. Default 422. */
  readonly errorStatus?: number
  /** Fills in missing fields that have a default in the schema. Default false. */
  readonly fill?: boolean
  /** Converts values to the type in the schema, such as `"7"` to a number. Default false. */
  readonly coerce?: boolean
}

/** The options with defaults filled in. */
export type ResolvedOptions = MessageFormatterOptions &
  Required<Omit<MessageFormatterOptions, 'class' | 'schemas'>>

const names = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  uniqueItems: true,
  default: [],
  description,
})

/** The options as JSON Schema. `schema.json` is a copy for tools that do not run the plugin. */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-message-formatter',
  type: 'object',
  properties: {
    class: {
      type: 'string',
      minLength: 1,
      description:
        'The class that `required` and `optional` describe. If omitted, they describe messages of any class.',
    },
    required: names('Required fields, in addition to `class`.'),
    optional: names('Optional fields. All other fields are invalid.'),
    schemas: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'object' },
      description: 'The messages of each class: class -> JSON Schema (draft 7).',
    },
    otherClasses: {
      enum: ['refuse', 'pass'],
      default: 'refuse',
      description: 'With `class` or `schemas`: what happens to messages of other classes.',
    },
    rejectInvalid: {
      type: 'boolean',
      default: true,
      description: 'Whether invalid messages are rejected. Otherwise they are passed on and logged.',
    },
    errorStatus: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
      default: 422,
      description: 'The status of a rejection. With 500, senders mark this node as lost.',
    },
    fill: {
      type: 'boolean',
      default: false,
      description: 'Fills in missing fields that have a default in the schema.',
    },
    coerce: {
      type: 'boolean',
      default: false,
      description: 'Converts values to the type in the schema, such as "7" to a number.',
    },
  },
  additionalProperties: false,
} satisfies { properties: Record<keyof MessageFormatterOptions, object>; [keyword: string]: unknown }

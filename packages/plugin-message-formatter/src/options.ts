import type { MessageSchemas } from './class-schema.js'

/** What the message-formatter can be told. All of it may be left out. */
export interface MessageFormatterOptions {
  /** The class that `required` and `optional` describe. Left out: they describe messages of any class. */
  readonly class?: string
  /** Fields that must be there, beside `class`. Default: none. */
  readonly required?: readonly string[]
  /** Fields that may be there. Default: none. */
  readonly optional?: readonly string[]
  /** What the messages of each class look like, as JSON Schema. */
  readonly schemas?: MessageSchemas
  /** With `class` or `schemas`: what becomes of messages of a class that is not described. Default `refuse`. */
  readonly otherClasses?: 'refuse' | 'pass'
  /** Whether invalid messages are refused. If not, they are passed on, and only noted in the log. Default true. */
  readonly rejectInvalid?: boolean
  /** The status that refuses them, 400 to 599. Default 422. */
  readonly errorStatus?: number
  /** Puts in what is missing and has a default in its schema. Default false. */
  readonly fill?: boolean
  /** Makes numbers of texts such as `"7"`, and the like, where the schema asks for them. Default false. */
  readonly coerce?: boolean
}

/** All of them, defaults filled in. */
export type ResolvedOptions = MessageFormatterOptions &
  Required<Omit<MessageFormatterOptions, 'class' | 'schemas'>>

const names = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  uniqueItems: true,
  default: [],
  description,
})

/** As JSON Schema. `schema.json` beside the package holds the same, for tools that read options without running a plugin. */
export const OPTIONS_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of @clacks/plugin-message-formatter',
  type: 'object',
  properties: {
    class: {
      type: 'string',
      minLength: 1,
      description:
        'The class that `required` and `optional` describe. Left out: they describe messages of any class.',
    },
    required: names('Fields that must be there, beside `class`.'),
    optional: names('Fields that may be there. All others are refused.'),
    schemas: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'object' },
      description: 'What the messages of each class look like: class -> JSON Schema (draft 7).',
    },
    otherClasses: {
      enum: ['refuse', 'pass'],
      default: 'refuse',
      description: 'With `class` or `schemas`: what becomes of messages of a class that is not described.',
    },
    rejectInvalid: {
      type: 'boolean',
      default: true,
      description:
        'Whether invalid messages are refused. If not, they are passed on, and only noted in the log.',
    },
    errorStatus: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
      default: 422,
      description:
        'The status that refuses invalid messages. With 500 senders take this node for a broken one.',
    },
    fill: {
      type: 'boolean',
      default: false,
      description: 'Puts in what is missing and has a default in its schema.',
    },
    coerce: {
      type: 'boolean',
      default: false,
      description: 'Makes numbers of texts such as "7", and the like, where the schema asks for them.',
    },
  },
  additionalProperties: false,
} satisfies { properties: Record<keyof MessageFormatterOptions, object>; [keyword: string]: unknown }

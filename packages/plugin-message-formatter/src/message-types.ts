import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { MessageSchemas } from './class-schema.js'
import type { Messages } from './define-messages.js'

/**
 * The type of all messages that are declared: a union that `class` tells apart.
 *
 * @example
 * const chat = defineMessages({ chat: { properties: { text: { type: 'string' } }, required: ['text'] } })
 * type Chat = MessagesOf<typeof chat> // { class: 'chat'; text: string }
 */
export type MessagesOf<Declared extends Messages | MessageSchemas> = [Declared] extends [
  Messages<infer Schemas>,
]
  ? AnyOf<Schemas>
  : [Declared] extends [MessageSchemas]
    ? AnyOf<Declared>
    : never

/** The messages of all classes. */
export type AnyOf<Schemas> = {
  [Name in keyof Schemas & string]: MessageOf<Name, Schemas[Name]>
}[keyof Schemas & string]

/** The messages of one class. What has a default may be left out by whoever sends it. */
export type MessageOf<Name extends string, Schema> =
  Whole<Schema> extends infer Closed
    ? Closed extends JSONSchema
      ? Flat<{ class: Name } & FromSchema<Closed, { keepDefaultedPropertiesOptional: true }>>
      : never
    : never

// No parameter here is said to extend a schema: the compiler would work out what becomes of all schemas that there can be.

/** As `wholeSchema` makes it at run time. */
type Whole<Schema> = {
  readonly [Keyword in keyof Schema | 'type' | 'additionalProperties']: Keyword extends keyof Schema
    ? Schema[Keyword]
    : Keyword extends 'type'
      ? 'object'
      : false
}

/** One object in place of several, for each member of a union. */
type Flat<Type> = Type extends unknown ? { [Key in keyof Type]: Type[Key] } : never

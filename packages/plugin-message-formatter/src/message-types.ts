import type { Issue, Plugin } from 'clacks'
import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { MessageSchemas } from './class-schema.js'
import type { MessageFormatterOptions } from './options.js'

/** The message classes of an application, declared once. */
export interface Messages<Schemas extends MessageSchemas = MessageSchemas> {
  /** The schemas as declared. */
  readonly schemas: Schemas
  /** The plugin that accepts only these messages. */
  formatter(options?: Omit<MessageFormatterOptions, 'schemas'>): Plugin
  /** Everything that is wrong with a message; empty for a valid one. */
  issues(message: unknown): readonly Issue[]
  /** Whether a value is a valid message of one of the classes. */
  is(message: unknown): message is AnyOf<Schemas>
  /**
   * Returns a valid message unchanged. For what comes from elsewhere:
   * `node.enqueue(chat.message({ … }))`.
   * @throws InvalidMessageError with all issues
   */
  message(message: AnyOf<Schemas>): AnyOf<Schemas>
}

/**
 * The type of all declared messages: a union discriminated by `class`.
 *
 * @example
 * const chat = defineMessages({
 *   chat: { properties: { text: { type: 'string' } }, required: ['text'] },
 * })
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

/** The messages of one class. A sender may omit fields that have a default. */
export type MessageOf<Name extends string, Schema> =
  Whole<Schema> extends infer Closed
    ? Closed extends JSONSchema
      ? Flat<{ class: Name } & FromSchema<Closed, { keepDefaultedPropertiesOptional: true }>>
      : never
    : never

// No parameter here extends a schema type: the compiler would expand the result for every possible
// schema.

/** What `wholeSchema` returns at run time. */
type Whole<Schema> = {
  readonly [Keyword in keyof Schema | 'type' | 'additionalProperties']: Keyword extends keyof Schema
    ? Schema[Keyword]
    : Keyword extends 'type'
      ? 'object'
      : false
}

/** Merges intersections into one object type, for each member of a union. */
type Flat<Type> = Type extends unknown ? { [Key in keyof Type]: Type[Key] } : never

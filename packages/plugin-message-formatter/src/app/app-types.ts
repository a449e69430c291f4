import type { OptionsOf, StandardSchema, WrittenOptions } from 'clacks'
import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { MessageOf } from '../message-types.js'
import type { MessageClass } from './message-class.js'

/** The message classes of an application. */
export type MessageClasses = Readonly<Record<string, MessageClass>>

/** The fields that a sender provides. Fields that have a default are optional. */
export type WrittenFields<Declared extends MessageClass> = Declared['schema'] extends StandardSchema
  ? WrittenOptions<Declared['schema']>
  : Omit<MessageOf<string, Declared['schema']>, 'class'>

/** The fields that a handler receives: checked, upgraded, defaults filled in. */
export type ReadFields<Declared extends MessageClass> = Declared['schema'] extends StandardSchema
  ? OptionsOf<Declared['schema']>
  : Closed<Declared['schema']> extends infer Whole
    ? Whole extends JSONSchema
      ? FromSchema<Whole>
      : never
    : never

/** What the check adds to a schema: an object without other fields. */
type Closed<Schema> = {
  readonly [Keyword in keyof Schema | 'type' | 'additionalProperties']: Keyword extends keyof Schema
    ? Schema[Keyword]
    : Keyword extends 'type'
      ? 'object'
      : false
}

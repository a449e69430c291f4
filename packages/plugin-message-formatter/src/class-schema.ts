import type { JSONSchema } from 'json-schema-to-ts'

/**
 * The messages of one class as a JSON Schema (draft 7). It may omit the field `class`. The defaults
 * of `type` and `additionalProperties` are `object` and `false`.
 */
export type MessageSchema = Exclude<JSONSchema, boolean>

/** Message schemas by class. */
export type MessageSchemas = Readonly<Record<string, MessageSchema>>

/** The schema of a whole message. @param name the class; any class if omitted */
export function wholeSchema(name: string | undefined, schema: object): object {
  const properties: unknown = 'properties' in schema ? schema.properties : {}
  const required: unknown = 'required' in schema ? schema.required : []
  return {
    type: 'object',
    additionalProperties: false,
    ...schema,
    // Ajv reports what is not a schema at all.
    properties: isObject(properties)
      ? { class: name === undefined ? true : { const: name }, ...properties }
      : properties,
    required: Array.isArray(required) ? [...new Set(['class', ...required])] : required,
  }
}

/** The schema of messages that are described only by field names. */
export function schemaOfFields(required: readonly string[], optional: readonly string[]): object {
  return {
    properties: Object.fromEntries([...required, ...optional].map((field) => [field, true])),
    required: [...required],
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

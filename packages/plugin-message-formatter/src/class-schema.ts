import type { JSONSchema } from 'json-schema-to-ts'

/**
 * What the messages of one class look like: a JSON Schema, draft 7. The field `class` need not be in it. Where it says nothing of
 * `type` and `additionalProperties`, messages are objects without other fields.
 */
export type MessageSchema = Exclude<JSONSchema, boolean>

/** Schemas by the class that they describe. */
export type MessageSchemas = Readonly<Record<string, MessageSchema>>

/** The schema of whole messages. @param name the class; left out: any class */
export function wholeSchema(name: string | undefined, schema: object): object {
  const properties: unknown = 'properties' in schema ? schema.properties : {}
  const required: unknown = 'required' in schema ? schema.required : []
  return {
    type: 'object',
    additionalProperties: false,
    ...schema,
    // What is no schema at all is left for ajv to find wrong.
    properties: isObject(properties)
      ? { class: name === undefined ? true : { const: name }, ...properties }
      : properties,
    required: Array.isArray(required) ? [...new Set(['class', ...required])] : required,
  }
}

/** The schema of messages that are described by the names of their fields only. */
export function schemaOfFields(required: readonly string[], optional: readonly string[]): object {
  return {
    properties: Object.fromEntries([...required, ...optional].map((field) => [field, true])),
    required: [...required],
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

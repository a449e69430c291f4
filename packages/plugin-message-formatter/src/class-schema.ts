import type { JSONSchema } from 'json-schema-to-ts'
import { SIGNATURE_FIELD, SIGNATURE_SCHEMA } from './signature-field.js'

/**
 * The messages of one class as a JSON Schema (draft 7). It may omit the field `class`. The defaults
 * of `type` and `additionalProperties` are `object` and `false`.
 */
export type MessageSchema = Exclude<JSONSchema, boolean>

/** Message schemas by class. */
export type MessageSchemas = Readonly<Record<string, MessageSchema>>

/** The schema that messages of a class are checked with. */
export interface ClassSchema {
  readonly schema: object
  /** Whether the schema consists of others (`$ref`, `allOf` and the like). */
  readonly composed: boolean
  /** The fields that are not part of the message that is checked. */
  readonly hidden: readonly string[]
}

/** The keywords that apply other schemas to the same message. */
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const
const SINGLES = ['if', 'then', 'else'] as const
const COMPOSING: readonly string[] = [...LISTS, ...SINGLES, '$ref', 'dependencies', 'dependentSchemas']

/**
 * The schema of the messages of a class. Unless it says otherwise, it allows no other fields, those
 * of all schemas that it consists of included.
 * @param name the class; any class if omitted
 */
export function classSchema(name: string | undefined, schema: object): ClassSchema {
  if (!COMPOSING.some((keyword) => keyword in schema))
    return { schema: wholeSchema(name, schema), composed: false, hidden: [] }
  const isOpen = 'additionalProperties' in schema || 'unevaluatedProperties' in schema
  const closed = isOpen ? {} : { unevaluatedProperties: false }
  // A schema that it refers to may allow no fields but its own.
  const hidden = ['class', SIGNATURE_FIELD].filter((field) => !declares(schema, field))
  return { schema: { type: 'object', ...schema, ...closed }, composed: true, hidden }
}

/** Whether a schema, or one that it applies to the same message, has this property. */
export function declares(schema: object, field: string): boolean {
  const seen = new Set<unknown>()
  const finds = (part: unknown): boolean => {
    if (!isObject(part) || seen.has(part)) return false
    seen.add(part)
    const { properties, $ref }: { properties?: unknown; $ref?: unknown } = part
    if (isObject(properties) && Object.hasOwn(properties, field)) return true
    if (typeof $ref === 'string' && finds(localTarget(schema, $ref))) return true
    return [
      ...LISTS.flatMap((keyword) => Reflect.get(part, keyword)),
      ...SINGLES.map((key) => Reflect.get(part, key)),
    ].some(finds)
  }
  return finds(schema)
}

/** The schema that a reference within a document points to (RFC 6901). */
function localTarget(schema: object, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  let target: unknown = schema
  for (const step of reference.slice(1).split('/').slice(1)) {
    if (!isObject(target)) return undefined
    target = Reflect.get(target, unescaped(step))
  }
  return target
}

function unescaped(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    // Ajv reports it.
    return step
  }
}

function wholeSchema(name: string | undefined, schema: object): object {
  const properties: unknown = 'properties' in schema ? schema.properties : {}
  const patterns =
    'patternProperties' in schema && isObject(schema.patternProperties) ? schema.patternProperties : {}
  const required: unknown = 'required' in schema ? schema.required : []
  return {
    type: 'object',
    additionalProperties: false,
    ...schema,
    // Ajv reports what is not a schema at all.
    properties: isObject(properties)
      ? { class: name === undefined ? true : { const: name }, ...properties }
      : properties,
    // Not a property: an issue about an unknown field does not list it.
    patternProperties: declares(schema, SIGNATURE_FIELD)
      ? patterns
      : { ...patterns, [`^${SIGNATURE_FIELD}$`]: SIGNATURE_SCHEMA },
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

import type { ValueChange } from '../api/types.js'

/** How a value is edited. */
export type FieldKind = 'boolean' | 'number' | 'text' | 'choice' | 'lines' | 'json'

/** One field of a form made from a JSON Schema. */
export interface Field {
  readonly path: readonly string[]
  readonly kind: FieldKind
  readonly description: string
  /** For `choice`: the values, as JSON texts. */
  readonly choices: readonly string[]
  readonly isInteger: boolean
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  readonly pattern: string | undefined
  readonly isRequired: boolean
  /** The default as JSON text; empty without one. */
  readonly defaultText: string
  /** The text that is edited; empty if the option is not written. */
  readonly text: string
}

type Json = Readonly<Record<string, unknown>>
/** Fields of one form, and levels of objects within objects: the schema is that of any plugin. */
const MAX_FIELDS = 200
const MAX_DEPTH = 4

/** The fields of the options of a plugin. @param options those that are written */
export function fieldsOf(schema: Json, options: Json): readonly Field[] {
  return collect(schema, options, [], 0).slice(0, MAX_FIELDS)
}

function collect(schema: Json, value: Json, path: readonly string[], depth: number): readonly Field[] {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(objectIn(schema.properties)).flatMap(([name, written]) => {
    const property = objectIn(written)
    const own = [...path, name]
    const set = value[name]
    if (property.type === 'object' && property.properties !== undefined && depth < MAX_DEPTH)
      return collect(property, objectIn(set), own, depth + 1)
    return [fieldOf(property, set, own, required.includes(name))]
  })
}

function fieldOf(schema: Json, value: unknown, path: readonly string[], isRequired: boolean): Field {
  const kind = kindOf(schema)
  return {
    path,
    kind,
    description: typeof schema.description === 'string' ? schema.description : '',
    choices: Array.isArray(schema.enum) ? schema.enum.map((each) => JSON.stringify(each)) : [],
    isInteger: schema.type === 'integer',
    minimum: numberIn(schema.minimum),
    maximum: numberIn(schema.maximum),
    pattern: typeof schema.pattern === 'string' ? schema.pattern : undefined,
    isRequired,
    defaultText: schema.default === undefined ? '' : JSON.stringify(schema.default),
    text: textOf(kind, value),
  }
}

function kindOf({ type, enum: choices, items }: Json): FieldKind {
  if (Array.isArray(choices)) return 'choice'
  if (type === 'boolean') return 'boolean'
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'string') return 'text'
  return type === 'array' && objectIn(items).type === 'string' ? 'lines' : 'json'
}

function textOf(kind: FieldKind, value: unknown): string {
  if (value === undefined) return ''
  if (kind === 'text' && typeof value === 'string') return value
  if (kind === 'lines' && Array.isArray(value)) return value.join('\n')
  return JSON.stringify(value)
}

/**
 * The changes that a person made in a form. An emptied field removes the value, so that the default
 * holds again.
 * @param texts by the path of the field, joined with dots
 * @throws Error that names the field that is not JSON
 */
export function changesOf(
  fields: readonly Field[],
  texts: Readonly<Record<string, string>>,
): readonly ValueChange[] {
  return fields.flatMap((field) => {
    const text = texts[nameOf(field)] ?? field.text
    if (text === field.text) return []
    return [text === '' ? { path: field.path } : { path: field.path, value: valueIn(field, text) }]
  })
}

/** The path of a field as one text. */
export function nameOf({ path }: Pick<Field, 'path'>): string {
  return path.join('.')
}

function valueIn(field: Field, text: string): unknown {
  if (field.kind === 'text') return text
  if (field.kind === 'lines') return text.split('\n').filter((line) => line !== '')
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${nameOf(field)} is not valid JSON.`)
  }
}

function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

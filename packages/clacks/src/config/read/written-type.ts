import { isObject, type Path } from './source.js'

/**
 * A text of the environment as the type that a schema asks for: numbers, true and false, lists
 * parted by commas, JSON for objects. What does not fit stays a text, and the check of the schema
 * says so.
 */
export function asSchemaAsks(text: string, schema: unknown): unknown {
  const types: readonly unknown[] = isObject(schema) ? [schema.type].flat() : []
  if (types.includes('string')) return text
  const trimmed = text.trim()
  if (types.includes('number') || types.includes('integer')) return asNumber(trimmed) ?? text
  if (types.includes('boolean')) return trimmed === 'true' ? true : trimmed === 'false' ? false : text
  if (types.includes('array') || types.includes('object'))
    return asJson(trimmed) ?? asList(trimmed, types) ?? text
  return text
}

/**
 * The part of a JSON Schema that describes what stands at a path; undefined where it says nothing.
 */
export function schemaAt(schema: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (!isObject(inner)) return undefined
    if (typeof step === 'number') return Array.isArray(inner.items) ? inner.items[step] : inner.items
    const named = isObject(inner.properties) && Object.hasOwn(inner.properties, step)
    return named && isObject(inner.properties) ? inner.properties[step] : inner.additionalProperties
  }, schema)
}

function asNumber(text: string): number | undefined {
  if (/^\+?(?:infinity|\.inf)$/i.test(text)) return Number.POSITIVE_INFINITY
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined
}

function asJson(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asList(text: string, types: readonly unknown[]): readonly string[] | undefined {
  if (!types.includes('array') || /^[[{]/.test(text)) return undefined
  return text === '' ? [] : text.split(',').map((item) => item.trim())
}

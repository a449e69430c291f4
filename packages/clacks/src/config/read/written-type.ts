import { isObject, type Path } from './source.js'

/**
 * Converts a text from the environment to the type that a schema asks for: numbers, booleans, lists
 * separated by commas, JSON for objects. A text that does not fit is returned as it is, and the
 * schema check reports it.
 */
export function convertText(text: string, schema: unknown): unknown {
  const types: readonly unknown[] = isObject(schema) ? [schema.type].flat() : []
  if (types.includes('string')) return text
  const trimmed = text.trim()
  if (types.includes('number') || types.includes('integer')) return asNumber(trimmed) ?? text
  if (types.includes('boolean')) return trimmed === 'true' ? true : trimmed === 'false' ? false : text
  if (types.includes('array') || types.includes('object'))
    return asJson(trimmed) ?? asList(trimmed, types) ?? text
  return text
}

/** The part of a JSON Schema that describes the value at a path; undefined if nothing does. */
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
  // Generated lists often end with a comma.
  return text
    .replace(/,\s*$/, '')
    .split(',')
    .map((item) => item.trim())
}

import { Ajv } from 'ajv'

type Schema = Readonly<Record<string, unknown>>

const TYPES = ['string', 'number', 'integer', 'boolean', 'object']

/** How the type of an option is written. */
const TYPE_FORMS = `${TYPES.join(', ')}, a choice of words such as low|high, or any of them with [] for a list`

/**
 * The schema of a type: `integer`, `low|high`, `string[]`.
 * @throws Error if there is no such type
 */
export function schemaOfType(type: string): Schema {
  if (type.endsWith('[]')) return { type: 'array', items: schemaOfType(type.slice(0, -2)) }
  if (TYPES.includes(type)) return { type }
  const words = type.split('|')
  if (words.length < 2 || words.includes('') || new Set(words).size < words.length)
    throw new Error(`"${type}" is not a type; expected ${TYPE_FORMS}`)
  return { type: 'string', enum: words }
}

/**
 * The default of an option, as the user typed it: JSON, where a string needs no quotes.
 * @throws Error if it does not have the type
 */
export function defaultOfType(type: string, typed: string): unknown {
  const schema = schemaOfType(type)
  const value = schema.type === 'string' && !typed.startsWith('"') ? typed : json(typed)
  if (new Ajv().validate({ ...schema }, value)) return value
  const expected = Array.isArray(schema.enum) ? `one of ${schema.enum.join(', ')}` : nounOf(type)
  throw new Error(`the default ${JSON.stringify(value)} is not ${expected}`)
}

function nounOf(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

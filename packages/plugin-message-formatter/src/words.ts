/** Texts of strangers are not shown longer than this. */
const SHOWN = 60

/** Any value in a few words. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(shortened(value))
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** A text, or its beginning. */
export function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

const TYPES = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['object', 'an object'],
  ['array', 'a list'],
  ['null', 'null'],
])

/** What a JSON Schema asks for, in a few words. */
export function asked(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'a value'
  if ('const' in schema) return inWords(schema.const)
  if ('enum' in schema && Array.isArray(schema.enum)) return `one of ${schema.enum.map(inWords).join(', ')}`
  const branches = 'anyOf' in schema ? schema.anyOf : 'oneOf' in schema ? schema.oneOf : undefined
  if (Array.isArray(branches)) return branches.map(asked).join(' or ')
  if ('format' in schema && typeof schema.format === 'string') return `a text of the form ${schema.format}`
  const types = 'type' in schema ? [schema.type].flat() : []
  return types.length === 0
    ? 'a value'
    : types.map((type) => TYPES.get(String(type)) ?? String(type)).join(' or ')
}

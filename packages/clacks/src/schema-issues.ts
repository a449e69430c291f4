import { didYouMean } from './did-you-mean.js'
import { describeValue, type Issue, mismatch } from './issue.js'

/** Comparing names takes time, and a peer may send a message with very many unknown keys. */
const MAX_SUGGESTIONS = 20

/** The part of an Ajv error that is used here. Create Ajv with `verbose: true`. */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string | undefined
  readonly parentSchema?: unknown
  readonly data?: unknown
}

/**
 * Puts Ajv errors in plain words, with "Did you mean …?" for misspelt keys and values. A value
 * whose schema says `writeOnly` or `format: password` is a secret and is not shown.
 * @param errors `validate.errors`; Ajv needs `verbose: true`
 * @param key what a key of the checked object is called
 *
 * @example
 * if (!validate(options)) {
 *   throw new TypeError(issuesFromAjv(validate.errors).map(formatIssue).join('\n'))
 * }
 */
export function issuesFromAjv(errors: readonly SchemaError[] | null | undefined, key = 'option'): Issue[] {
  const all = errors ?? []
  const choices = all.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  return all
    .filter((error) => !isDetail(error, choices))
    .map((error, index) => issueFrom(error, key, index < MAX_SUGGESTIONS))
}

/**
 * An error inside one branch of a choice says less than that no branch matches. A failed `if` says
 * nothing by itself.
 */
function isDetail(error: SchemaError, choices: readonly SchemaError[]): boolean {
  return (
    error.keyword === 'if' || choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`))
  )
}

function issueFrom(error: SchemaError, key: string, suggest: boolean): Issue {
  const { keyword, instancePath, params, parentSchema, data } = error
  const path = keysOf(instancePath)
  const properties = keywordsOf(keywordsOf(parentSchema).properties)
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params.additionalProperty ?? params.unevaluatedProperty)
      const names = Object.keys(properties)
      const expected = names.length === 0 ? `no ${key}s` : `one of ${names.join(', ')}`
      const message = `unknown ${key}, expected ${expected}`
      return { path: [...path, name], message, expected, fix: suggest ? didYouMean(name, names) : undefined }
    }
    case 'required': {
      const name = String(params.missingProperty)
      const expected = describeSchema(Object.hasOwn(properties, name) ? properties[name] : undefined)
      return { path: [...path, name], message: `missing, expected ${expected}`, expected }
    }
    case 'enum':
      return mismatch(
        path,
        describeSchema(parentSchema),
        received(error),
        suggest ? nearestValue(data, params) : undefined,
      )
    case 'type':
    case 'typeof':
    case 'const':
    case 'anyOf':
    case 'oneOf':
    case 'format':
      return mismatch(path, describeSchema(parentSchema), received(error))
    case 'false schema':
      return mismatch(path, 'nothing', received(error))
    default:
      return otherIssue(path, error)
  }
}

function otherIssue(path: Issue['path'], error: SchemaError): Issue {
  const expected = describeLimit(error)
  const value = received(error)
  if (expected !== undefined) return mismatch(path, expected, value)
  return {
    path,
    message: `${error.message ?? 'does not match the schema'}, received ${value}`,
    received: value,
  }
}

function describeLimit({ keyword, params }: SchemaError): string | undefined {
  const limit = Number(params.limit)
  const items = limit === 1 ? 'item' : 'items'
  const characters = limit === 1 ? 'character' : 'characters'
  switch (keyword) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `a number ${String(params.comparison)} ${limit}`
    case 'minLength':
      return limit === 1 ? 'a string that is not empty' : `a string of at least ${limit} ${characters}`
    case 'maxLength':
      return `a string of at most ${limit} ${characters}`
    case 'minItems':
      return `an array of at least ${limit} ${items}`
    case 'maxItems':
      return `an array of at most ${limit} ${items}`
    case 'pattern':
      return `a string that matches ${String(params.pattern)}`
    default:
      return undefined
  }
}

function received({ data, parentSchema }: SchemaError): string {
  const { writeOnly, format } = keywordsOf(parentSchema)
  const isSecret = writeOnly === true || format === 'password'
  return isSecret && typeof data === 'string' ? 'a secret string' : describeValue(data)
}

function nearestValue(data: unknown, { allowedValues }: SchemaError['params']): string | undefined {
  if (typeof data !== 'string' || !Array.isArray(allowedValues)) return undefined
  return didYouMean(
    data,
    allowedValues.filter((value) => typeof value === 'string'),
  )
}

/** What a JSON Schema expects, in a few words: `a string or an integer`. */
export function describeSchema(schema: unknown): string {
  const keywords = keywordsOf(schema)
  if (Array.isArray(keywords.enum)) return `one of ${keywords.enum.map(describeValue).join(', ')}`
  if ('const' in keywords) return describeValue(keywords.const)
  const branches = keywords.anyOf ?? keywords.oneOf
  if (Array.isArray(branches)) return branches.map(describeSchema).join(' or ')
  if (typeof keywords.format === 'string') return `a string in the format "${keywords.format}"`
  if (typeof keywords.typeof === 'string') return `a ${keywords.typeof}`
  if (keywords.type === undefined) return 'a value'
  return [keywords.type]
    .flat()
    .map((type) => TYPES.get(type) ?? String(type))
    .join(' or ')
}

const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['string', 'a string'],
  ['number', 'a number'],
  ['integer', 'an integer'],
  ['boolean', 'true or false'],
  ['object', 'an object'],
  ['array', 'an array'],
  ['null', 'null'],
])

/** The keywords of a schema. The schemas `true` and `false` have none. */
function keywordsOf(schema: unknown): Readonly<Record<string, unknown>> {
  return typeof schema === 'object' && schema !== null ? { ...schema } : {}
}

/** A JSON pointer as keys. */
function keysOf(pointer: string): (string | number)[] {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.map((key) => (/^\d{1,15}$/.test(key) ? Number(key) : key))
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { ClacksError, reasonOf } from '../errors.js'
import { nearest } from './nearest.js'
import { inWords, type OptionFault } from './option-fault.js'

const compiled = new WeakMap<object, ValidateFunction>()

/**
 * Fills in the defaults that a JSON Schema has, in place, and lists everything that does not fit it.
 * @throws ClacksError ERR_CLACKS_PLUGIN when the schema itself is wrong
 */
export function fillFromJsonSchema(plugin: string, schema: object, options: unknown): OptionFault[] {
  const validate = compile(plugin, schema)
  if (validate(options)) return []
  return faultsOf(validate.errors ?? [])
}

/** What ajv (with `verbose`) says is wrong, in words. */
export function faultsOf(errors: readonly ErrorObject[]): OptionFault[] {
  return errors.filter((error) => !isDetail(error, errors)).map(faultOf)
}

function compile(plugin: string, schema: object): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  // One for each schema: two plugins may well use the same $id.
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    logger: false,
    // Ajv finds what it cannot compile by itself; to hold each schema against the schema of schemas as well would take a
    // node a tenth of its start, and find what harms nobody (`minLength: -1`).
    meta: false,
    validateSchema: false,
    // What comes of it is run once.
    code: { optimize: false },
  })
  addFormats.default(ajv)
  try {
    const validate = ajv.compile(schema)
    compiled.set(schema, validate)
    return validate
  } catch (thrown) {
    const text = `The options schema of plugin "${plugin}" is no valid JSON Schema: ${reasonOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_PLUGIN', text, { cause: thrown })
  }
}

/** A fault within one branch of a choice says less than that no branch fits; that an `if` failed says nothing at all. */
function isDetail(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword === 'if') return true
  return errors.some(
    (other) =>
      (other.keyword === 'anyOf' || other.keyword === 'oneOf') &&
      error.schemaPath.startsWith(`${other.schemaPath}/`),
  )
}

function faultOf(error: ErrorObject): OptionFault {
  const path = pathOf(error.instancePath)
  const properties = propertiesOf(error.parentSchema)
  const params: Readonly<Record<string, unknown>> = error.params
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty)
      const names = Object.keys(properties)
      const expected = names.length === 0 ? 'no option of this name' : `one of ${names.join(', ')}`
      return { path: [...path, key], found: 'an unknown option', expected, nearest: nearest(key, names) }
    }
    case 'required': {
      const key = String(params.missingProperty)
      return { path: [...path, key], found: 'nothing', expected: describe(properties[key]) }
    }
    case 'enum':
      return {
        path,
        found: found(error),
        expected: describe(error.parentSchema),
        nearest: nearestValue(error),
      }
    case 'type':
    case 'const':
    case 'anyOf':
    case 'oneOf':
      return { path, found: found(error), expected: describe(error.parentSchema) }
    default:
      return { path, found: found(error), expected: `a value that ${error.message ?? 'fits the schema'}` }
  }
}

function found({ data, parentSchema }: ErrorObject): string {
  const secret = parentSchema?.writeOnly === true || parentSchema?.format === 'password'
  return secret && typeof data === 'string' ? 'a text that is secret' : inWords(data)
}

function nearestValue({ data, params }: ErrorObject): string | undefined {
  const allowed: unknown = params.allowedValues
  if (typeof data !== 'string' || !Array.isArray(allowed)) return undefined
  return nearest(
    data,
    allowed.filter((value) => typeof value === 'string'),
  )
}

/** What a schema asks for, in a few words. */
function describe(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'a value'
  if ('enum' in schema && Array.isArray(schema.enum)) return `one of ${schema.enum.map(inWords).join(', ')}`
  if ('const' in schema) return inWords(schema.const)
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches: unknown = Reflect.get(schema, keyword)
    if (Array.isArray(branches)) return branches.map(describe).join(' or ')
  }
  if ('format' in schema && typeof schema.format === 'string') return `a text of the form ${schema.format}`
  const types = 'type' in schema ? [schema.type].flat() : []
  return types.length === 0
    ? 'a value'
    : types.map((type) => TYPES[String(type)] ?? String(type)).join(' or ')
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {}
  const { properties } = schema
  return typeof properties === 'object' && properties !== null ? { ...properties } : {}
}

/** A JSON pointer as keys. */
function pathOf(pointer: string): (string | number)[] {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key))
}

import { fillFromJsonSchema } from './json-schema.js'
import { inWords, type OptionFault, PluginOptionsError } from './option-fault.js'
import { plainCopy } from './plain-copy.js'
import {
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from './standard-schema.js'

/**
 * Checks options against a schema (JSON Schema, draft 7, or Standard Schema) and fills in its defaults. What was given is
 * never changed. Without a schema everything is right.
 * @param plugin the id of the plugin, for the error
 * @returns the options as `setup` gets them; a promise where the schema validates asynchronously
 * @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS with all faults, ERR_CLACKS_PLUGIN when the schema itself is wrong
 */
export function checkOptions(plugin: string, schema: object | undefined, given: unknown): unknown {
  const options = given ?? {}
  if (schema === undefined) return options
  const copy = plainCopy(options)
  if (isStandardSchema(schema)) return checkStandard(plugin, schema, copy)
  const faults = fillFromJsonSchema(plugin, schema, copy)
  if (faults.length > 0) throw new PluginOptionsError(plugin, faults)
  return copy
}

function checkStandard(plugin: string, schema: StandardSchema, options: unknown): unknown {
  const result = schema['~standard'].validate(options)
  return result instanceof Promise
    ? result.then((late) => outcomeOf(plugin, late, options))
    : outcomeOf(plugin, result, options)
}

function outcomeOf(plugin: string, result: StandardResult<unknown>, options: unknown): unknown {
  if (result.issues === undefined) return result.value
  throw new PluginOptionsError(
    plugin,
    result.issues.map((issue) => faultOf(issue, options)),
  )
}

function faultOf({ message, path = [] }: StandardIssue, options: unknown): OptionFault {
  const keys = path.map((step) => (typeof step === 'object' ? step.key : step))
  const found = keys.reduce<unknown>(
    (value, key) => (isObject(value) ? Reflect.get(value, key) : undefined),
    options,
  )
  const expected = message
  return {
    path: keys.map((key) => (typeof key === 'symbol' ? String(key) : key)),
    found: inWords(found),
    expected,
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

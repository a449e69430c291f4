import type { Issue } from '../issue.js'
import { fillFromJsonSchema } from './json-schema.js'
import { PluginOptionsError } from './options-error.js'
import { plainCopy } from './plain-copy.js'
import {
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from './standard-schema.js'

/**
 * Validates options against a schema (JSON Schema draft 7, or Standard Schema) and fills in its
 * defaults. The given options are never changed. Without a schema, any options are valid.
 * @param plugin the id of the plugin, for the error
 * @returns the options for `setup`; a promise if the schema validates asynchronously
 * @throws ClacksError ERR_CLACKS_PLUGIN_OPTIONS with all issues, ERR_CLACKS_PLUGIN if the schema
 * itself is invalid
 */
export function checkOptions(plugin: string, schema: object | undefined, given: unknown): unknown {
  const options = given ?? {}
  if (schema === undefined) return options
  const copy = plainCopy(options)
  if (isStandardSchema(schema)) return checkStandard(plugin, schema, copy)
  const issues = fillFromJsonSchema(plugin, schema, copy)
  if (issues.length > 0) throw new PluginOptionsError(plugin, issues)
  return copy
}

function checkStandard(plugin: string, schema: StandardSchema, options: unknown): unknown {
  const result = schema['~standard'].validate(options)
  return result instanceof Promise
    ? result.then((settled) => validValue(plugin, settled))
    : validValue(plugin, result)
}

function validValue(plugin: string, result: StandardResult<unknown>): unknown {
  if (result.issues === undefined) return result.value
  throw new PluginOptionsError(plugin, result.issues.map(issueFrom))
}

/** Some libraries report more than `path` and `message`; {@link Issue} has room for all of it. */
function issueFrom(issue: StandardIssue): Issue {
  const path = (issue.path ?? []).map((step) => {
    const key = typeof step === 'object' ? step.key : step
    return typeof key === 'symbol' ? String(key) : key
  })
  const { message, expected, received, fix } = issue
  return { path, message, expected: textOf(expected), received: textOf(received), fix: textOf(fix) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { decimalMultipleOf } from '../decimal-multiple-of.js'
import { ClacksError, reasonOf } from '../errors.js'
import { typeofKeyword } from '../function-option.js'
import type { Issue } from '../issue.js'
import { issuesFromAjv } from '../schema-issues.js'

const compiled = new WeakMap<object, ValidateFunction>()

/**
 * Validates options and fills in the defaults of their JSON Schema, in place.
 * @returns all issues; empty for valid options
 * @throws ClacksError ERR_CLACKS_PLUGIN if the schema itself is invalid
 */
export function fillFromJsonSchema(plugin: string, schema: object, options: unknown): Issue[] {
  const validate = compile(plugin, schema)
  return validate(options) ? [] : issuesFromAjv(validate.errors)
}

function compile(plugin: string, schema: object): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  // An instance per schema: two plugins may use the same $id.
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    strict: true,
    allowUnionTypes: true,
    verbose: true,
    logger: false,
    // Compiling reports what Ajv cannot use. Validating each schema against the meta-schema too
    // would add a tenth to the start of a node, only to report what is harmless (`minLength: -1`).
    meta: false,
    validateSchema: false,
    // The compiled code runs once.
    code: { optimize: false },
  })
  addFormats.default(ajv)
  ajv.removeKeyword('multipleOf').addKeyword(decimalMultipleOf()).addKeyword(typeofKeyword())
  try {
    const validate = ajv.compile(schema)
    compiled.set(schema, validate)
    return validate
  } catch (thrown) {
    const text = `The options schema of plugin "${plugin}" is not a valid JSON Schema: ${reasonOf(thrown)}.`
    throw new ClacksError('ERR_CLACKS_PLUGIN', text, { cause: thrown })
  }
}

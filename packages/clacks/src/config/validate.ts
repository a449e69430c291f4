import { Ajv, type ValidateFunction } from 'ajv'
import { faultsOf } from '../plugins/json-schema.js'
import type { Config } from './define-config.js'
import { fileRules, wholeRules } from './rules.js'
import { configSchema } from './schema.js'
import { isObject, type Wrong, wrongOption } from './source.js'

let fitsSchema: ValidateFunction<Config> | undefined

function compile(): ValidateFunction<Config> {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    // Infinity is a fine sendrate; NaN fails `minimum` all the same.
    strictNumbers: false,
    allowUnionTypes: true,
    // The schema is ours: to hold it against the schema of schemas would take a node a tenth of its start.
    meta: false,
    validateSchema: false,
  })
  return ajv.compile<Config>(configSchema)
}

/** A value that was held against everything that a config must be, the entries of `plugins` aside. */
export interface Validated {
  /** The value, where its shape is that of a config. */
  readonly config: Config | undefined
  readonly wrong: readonly Wrong[]
}

/** What one file says. @param folder where paths in it start */
export async function validate(value: unknown, folder: string): Promise<Validated> {
  fitsSchema ??= compile()
  const config = fitsSchema(value) ? value : undefined
  const bySchema = faultsOf(fitsSchema.errors ?? []).map(wrongOption)
  const byRules = isObject(value) ? await Promise.all(fileRules.map((rule) => rule(value, folder))) : []
  return { config, wrong: [...bySchema, ...byRules.flat()] }
}

/** What all files say together. */
export function validateWhole(config: Readonly<Record<string, unknown>>): readonly Wrong[] {
  return wholeRules.flatMap((rule) => rule(config))
}

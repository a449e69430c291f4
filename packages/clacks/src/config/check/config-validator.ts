import { Ajv } from 'ajv'
import type { Config } from '../define-config.js'
import { configSchema } from './schema.js'

/**
 * Whether a value has the shape of a config. To compile this takes a tenth of what a node needs to start, so the build puts
 * the code that comes of it in the place of this module.
 */
export default new Ajv({
  allErrors: true,
  verbose: true,
  // Infinity is a fine sendrate; NaN fails `minimum` all the same.
  strictNumbers: false,
  allowUnionTypes: true,
  // The schema is ours: it need not be held against the schema of schemas.
  meta: false,
  validateSchema: false,
  code: { source: true, esm: true },
}).compile<Config>(configSchema)

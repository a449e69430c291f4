import { Ajv } from 'ajv'
import { OPTIONS_SCHEMA, type ResolvedOptions } from './options.js'

/**
 * Validates options against the schema and fills in defaults. The build replaces this file by the
 * compiled validator.
 */
export default new Ajv({
  allErrors: true,
  useDefaults: true,
  verbose: true,
  // A test validates this schema against the meta-schema; doing it here would slow down every
  // start.
  meta: false,
  validateSchema: false,
  code: { source: true, esm: true },
}).compile<ResolvedOptions>(OPTIONS_SCHEMA)

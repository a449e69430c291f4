import { Ajv } from 'ajv'
import { OPTIONS_SCHEMA, type ResolvedOptions } from './options.js'

/** Whether options have the shape that the schema asks for; fills in defaults. The build puts the code that comes of it here. */
export default new Ajv({
  allErrors: true,
  useDefaults: true,
  allowUnionTypes: true,
  // The schema is ours, and a test holds it against the schema of schemas: here it would be held up by it.
  meta: false,
  validateSchema: false,
  code: { source: true, esm: true },
}).compile<ResolvedOptions>(OPTIONS_SCHEMA)

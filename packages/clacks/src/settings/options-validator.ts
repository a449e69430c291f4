import { compile } from './compile.js'
import { optionsSchema } from './options-schema.js'

/**
 * Whether a value matches the schema of the options. The build replaces this module with the
 * compiled code.
 */
export default compile<object>(optionsSchema)

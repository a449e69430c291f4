import { compile } from '../settings/compile.js'
import { networkSchema } from './network-schema.js'

/**
 * Whether a value matches the schema of the options of a network. The build replaces this module
 * with the compiled code.
 */
export default compile<object>(networkSchema)

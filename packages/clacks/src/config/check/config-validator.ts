import { compile } from '../../settings/compile.js'
import type { Config } from '../define-config.js'
import { configSchema } from './schema.js'

/**
 * Whether a value has the shape of a config. Compiling the schema takes a tenth of the start-up
 * time of a node, so the build replaces this module with the compiled code.
 */
export default compile<Config>(configSchema)

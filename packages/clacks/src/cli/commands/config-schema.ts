import { fullSchema } from '../../config/check/full-schema.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import { writeJsonText } from '../terminal/write.js'

/**
 * `clacks config schema`: writes the JSON Schema of a config, including the options of installed
 * plugins.
 */
export async function configSchemaHere(): Promise<ExitCode> {
  writeJsonText(JSON.stringify(await fullSchema(process.cwd()), null, 2))
  return EXIT.done
}

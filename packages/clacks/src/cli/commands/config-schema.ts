import { fullSchema } from '../../config/check/full-schema.js'
import { EXIT, type ExitCode } from '../exit-code.js'

/** `clacks config schema`: the JSON Schema of a config, with the options of the plugins installed here. */
export async function configSchemaHere(): Promise<ExitCode> {
  process.stdout.write(`${JSON.stringify(await fullSchema(process.cwd()), null, 2)}\n`)
  return EXIT.done
}

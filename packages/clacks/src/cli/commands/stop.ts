import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks stop`: stops the node and waits until it has drained and exited. */
export async function stop(options: ConfigOptions): Promise<ExitCode> {
  const { pid } = await reach(options, async (control) => {
    await control.stop()
    return control.hello
  })
  if (options.json === true) writeJson({ stopped: pid })
  else writeLine(`stopped the node (pid ${pid})`)
  return EXIT.done
}

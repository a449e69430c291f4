import { summaryOf } from '../../reload/reloader.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks apply`: reloads the config and reports what changed. */
export async function apply(options: ConfigOptions): Promise<ExitCode> {
  const reload = await reach(options, (control) => control.apply())
  if (options.json === true) writeJson(reload)
  else writeLine(summaryOf(reload))
  return EXIT.done
}

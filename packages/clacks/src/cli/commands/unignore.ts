import { parseHostPort } from '../../address.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks unignore host:port`: stops ignoring a peer. Exits with 1 if it was not ignored. */
export async function unignore(address: string, options: ConfigOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  const unignored = await reach(options, (control) => control.unignore(hostname, port))
  if (options.json === true) writeJson({ address, unignored })
  else writeLine(unignored ? `${address} is no longer ignored` : `${address} was not ignored`)
  return unignored ? EXIT.done : EXIT.failed
}

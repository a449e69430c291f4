import { parseHostPort } from '../../address.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks unignore host:port`: ends that a peer is ignored; 1 where it was not. */
export async function unignore(address: string, options: ConfigOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  const forgiven = await reach(options, (control) => control.unignore(hostname, port))
  if (options.json === true) writeJson({ address, forgiven })
  else writeLine(forgiven ? `${address} is ignored no more` : `${address} was not ignored`)
  return forgiven ? EXIT.done : EXIT.failed
}

import { parseHostPort } from '../wire/address.js'
import { EXIT, type ExitCode } from './exit-code.js'
import type { ReachOptions } from './options.js'
import { reach } from './reach.js'
import { writeJson, writeLine } from './write.js'

/** `clacks announce host:port`: whether the peer took it; 1 where it did not answer. */
export async function announce(address: string, options: ReachOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  const welcome = await reach(options, (control) => control.announce(hostname, port))
  if (options.json === true) writeJson({ address, welcome })
  else writeLine(welcome ? `${address} knows the node now` : `${address} did not answer the announce`)
  return welcome ? EXIT.done : EXIT.failed
}

import { parseHostPort } from '../../address.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks ignore host:port`: makes the node ignore a peer. */
export async function ignore(address: string, options: ConfigOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  await reach(options, (control) => control.ignore(hostname, port))
  if (options.json === true) writeJson({ address, status: 'ignored' })
  else writeLine(`${address} is now ignored`)
  return EXIT.done
}

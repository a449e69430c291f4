import { formatAddress, parseHostPort } from '../../address.js'
import { ClacksError } from '../../errors.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/**
 * `clacks announce host:port`: announces the node to a peer. Exits with 1 if the peer did not
 * accept.
 *
 * @throws ClacksError ERR_CLACKS_ADDRESS for an invalid address, ERR_CLACKS_OPTION for the node's
 *   own
 */
export async function announce(address: string, options: ConfigOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  const accepted = await reach(options, async (control) => {
    const { address: own } = await control.status()
    if (own === formatAddress({ hostname, port }))
      throw new ClacksError('ERR_CLACKS_OPTION', `${own} is the address of the node itself.`)
    return control.announce(hostname, port)
  })
  if (options.json === true) writeJson({ address, accepted })
  else writeLine(accepted ? `${address} accepted the announce` : `${address} did not accept the announce`)
  return accepted ? EXIT.done : EXIT.failed
}

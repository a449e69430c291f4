import { formatAddress, parseHostPort } from '../../address.js'
import { ClacksError } from '../../errors.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'

/**
 * `clacks announce host:port`: whether the peer took it; 1 where it did not answer.
 *
 * @throws ClacksError ERR_CLACKS_ADDRESS for what is no `host:port`, ERR_CLACKS_OPTION for the node itself
 */
export async function announce(address: string, options: ConfigOptions): Promise<ExitCode> {
  const { hostname, port } = parseHostPort(address)
  const welcome = await reach(options, async (control) => {
    const { address: own } = await control.status()
    if (own === formatAddress({ hostname, port }))
      throw new ClacksError('ERR_CLACKS_OPTION', `${own} is the node itself.`)
    return control.announce(hostname, port)
  })
  if (options.json === true) writeJson({ address, welcome })
  else writeLine(welcome ? `${address} knows the node now` : `${address} did not answer the announce`)
  return welcome ? EXIT.done : EXIT.failed
}

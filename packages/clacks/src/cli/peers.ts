import { ClacksError } from '../errors.js'
import type { PeerStatus } from '../peers/peer.js'
import { formatAddress } from '../wire/address.js'
import { EXIT, type ExitCode } from './exit-code.js'
import type { ReachOptions } from './options.js'
import { reach } from './reach.js'
import { writeJson, writeLine, writeTable } from './write.js'

const STATUSES: readonly PeerStatus[] = ['new', 'alive', 'lost', 'dead', 'ignored']

/** `clacks peers`: who is known, and since when they are what they are. */
export async function peers(options: ReachOptions & { readonly status?: string }): Promise<ExitCode> {
  const wanted = STATUSES.filter((status) => options.status === undefined || options.status === status)
  if (wanted.length === 0) {
    const text = `There is no status "${options.status}"; a peer is ${STATUSES.join(', ')}.`
    throw new ClacksError('ERR_CLACKS_OPTION', text)
  }
  const known = await reach(options, (control) => control.peers())
  const shown = wanted.flatMap((status) => known.filter((peer) => peer.status === status))
  if (options.json === true) writeJson(shown)
  else if (shown.length === 0) writeLine('no peers')
  else
    writeTable(
      shown.map((peer) => [peer.status, formatAddress(peer), `since ${new Date(peer.time).toISOString()}`]),
    )
  return EXIT.done
}

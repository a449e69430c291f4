import { formatAddress } from '../../address.js'
import type { PeerStatus } from '../../peers/peer.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { writeTable } from '../terminal/table.js'
import { writeJson, writeLine } from '../terminal/write.js'
import { reach } from './reach.js'
import { requireOneOf } from './require-one-of.js'

const STATUSES: readonly PeerStatus[] = ['new', 'alive', 'lost', 'dead', 'ignored']

/** `clacks peers`: lists the known peers: status, since when they have it, and the last error. */
export async function peers(options: ConfigOptions & { readonly status?: string }): Promise<ExitCode> {
  if (options.status !== undefined) requireOneOf('peer status', options.status, STATUSES)
  const wanted = STATUSES.filter((status) => options.status === undefined || options.status === status)
  const known = await reach(options, (control) => control.peers())
  const shown = wanted.flatMap((status) => known.filter((peer) => peer.status === status))
  if (options.json === true) writeJson(shown)
  else if (shown.length === 0) writeLine('no peers')
  else
    writeTable(
      shown.map((peer) => [
        peer.status,
        formatAddress(peer),
        `since ${new Date(peer.time).toISOString()}`,
        peer.lastError ?? '',
      ]),
    )
  return EXIT.done
}

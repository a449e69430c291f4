import { createHmac } from 'node:crypto'
import { formatAddress } from '../address.js'
import type { PeerRecord } from '../peers/record.js'

/** Characters of a prefix: 132 bits, which nobody guesses. */
const PREFIX_LENGTH = 22

interface Prefix {
  readonly run: string
  readonly text: string
}

/**
 * Names of transfers on the wire. A queued message has the name `run.number`, where the run is the
 * secret of the process that queued it. Each peer sees another name for it,
 * `HMAC(run, peer).number`, which is the same again after a restart: what a peer learns from a name
 * counts nowhere else.
 */
export class TransferNames {
  /** The last prefix of each peer: nearly all messages are of one run. */
  readonly #prefixes = new WeakMap<PeerRecord, Prefix>()

  /** @param transfer see {@link QueuedMessage.transfer} */
  nameFor(peer: PeerRecord, transfer: string): string {
    let prefix = this.#prefixes.get(peer)
    if (prefix === undefined || !isOfRun(transfer, prefix.run)) {
      const run = transfer.slice(0, Math.max(0, transfer.lastIndexOf('.')))
      prefix = { run, text: prefixOf(run, peer) }
      this.#prefixes.set(peer, prefix)
    }
    return prefix.text + transfer.slice(prefix.run.length)
  }
}

/** Without taking the name apart, which would cost more than the rest. */
function isOfRun(transfer: string, run: string): boolean {
  return transfer.startsWith(run) && transfer.lastIndexOf('.') === run.length
}

function prefixOf(run: string, peer: PeerRecord): string {
  return createHmac('sha256', run).update(formatAddress(peer)).digest('base64url').slice(0, PREFIX_LENGTH)
}

import { createHmac } from 'node:crypto'
import { formatAddress } from '../address.js'
import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queue.js'
import { nameOfBatch } from '../wire/batch-names.js'

/** Characters of a prefix: 132 bits, which nobody guesses. */
const PREFIX_LENGTH = 22

interface Prefix {
  readonly run: string
  readonly text: string
}

/**
 * Names of transfers on the wire. A queued message has the name `run.number`, where the run is the
 * secret of the process that queued it. Each peer sees another name for it,
 * `HMAC(run, peer).number`, which is the same in each request, alone or in a batch, and after a
 * restart: what a peer learns from a name counts nowhere else.
 */
export class TransferNames {
  /** The last prefix of each peer: nearly all messages are of one run. */
  readonly #prefixes = new WeakMap<PeerRecord, Prefix>()

  nameFor(peer: PeerRecord, { transfer }: QueuedMessage): string {
    const { run, text } = this.#prefixFor(peer, transfer)
    return text + transfer.slice(run.length)
  }

  /** The name of a batch. @param messages at least one, all of one run */
  nameForBatch(peer: PeerRecord, messages: readonly QueuedMessage[]): string {
    const { run, text } = this.#prefixFor(peer, messages[0]?.transfer ?? '')
    return nameOfBatch(
      text,
      messages.map(({ transfer }) => transfer.slice(run.length + 1)),
    )
  }

  #prefixFor(peer: PeerRecord, transfer: string): Prefix {
    const known = this.#prefixes.get(peer)
    if (known !== undefined && isOfRun(transfer, known.run)) return known
    const run = transfer.slice(0, Math.max(0, transfer.lastIndexOf('.')))
    const prefix = { run, text: prefixOf(run, peer) }
    this.#prefixes.set(peer, prefix)
    return prefix
  }
}

/** Whether two messages were queued by the same process: then a batch can carry both. */
export function areOfOneRun(a: QueuedMessage, b: QueuedMessage): boolean {
  return isOfRun(b.transfer, a.transfer.slice(0, Math.max(0, a.transfer.lastIndexOf('.'))))
}

/** Without taking the name apart, which would cost more than the rest. */
function isOfRun(transfer: string, run: string): boolean {
  return transfer.startsWith(run) && transfer.lastIndexOf('.') === run.length
}

function prefixOf(run: string, peer: PeerRecord): string {
  return createHmac('sha256', run).update(formatAddress(peer)).digest('base64url').slice(0, PREFIX_LENGTH)
}

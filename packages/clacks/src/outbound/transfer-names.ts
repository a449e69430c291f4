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
    const numbers = messages.map(({ transfer }) => transfer.slice(run.length + 1))
    return nameOfBatch({ prefix: text, numbers })
  }

  #prefixFor(peer: PeerRecord, transfer: string): Prefix {
    const known = this.#prefixes.get(peer)
    if (known !== undefined && isOfRun(transfer, known.run)) return known
    const run = runOf(transfer)
    const prefix = { run, text: prefixOf(run, peer) }
    this.#prefixes.set(peer, prefix)
    return prefix
  }
}

/** What the transfers of all messages that one process queued have in common. */
export function runOf(transfer: string): string {
  return transfer.slice(0, Math.max(0, transfer.lastIndexOf('.')))
}

/** Whether a transfer is of a run. Taking its name apart would cost more than all the rest. */
export function isOfRun(transfer: string, run: string): boolean {
  return transfer.startsWith(run) && transfer.lastIndexOf('.') === run.length
}

function prefixOf(run: string, peer: PeerRecord): string {
  return createHmac('sha256', run).update(formatAddress(peer)).digest('base64url').slice(0, PREFIX_LENGTH)
}

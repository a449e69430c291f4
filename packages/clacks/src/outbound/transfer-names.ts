import { createHmac } from 'node:crypto'
import { formatAddress } from '../address.js'
import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queued-message.js'
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

  nameFor(peer: PeerRecord, { run, number }: QueuedMessage): string {
    return `${this.#prefixFor(peer, run)}.${number}`
  }

  /** The name of a batch. @param messages of one run */
  nameForBatch(peer: PeerRecord, run: string, messages: readonly QueuedMessage[]): string {
    return nameOfBatch({
      prefix: this.#prefixFor(peer, run),
      numbers: messages.map(({ number }) => number),
    })
  }

  #prefixFor(peer: PeerRecord, run: string): string {
    const known = this.#prefixes.get(peer)
    if (known?.run === run) return known.text
    const text = prefixOf(run, peer)
    this.#prefixes.set(peer, { run, text })
    return text
  }
}

function prefixOf(run: string, peer: PeerRecord): string {
  return createHmac('sha256', run).update(formatAddress(peer)).digest('base64url').slice(0, PREFIX_LENGTH)
}

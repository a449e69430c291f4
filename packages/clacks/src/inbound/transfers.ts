import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'

/** How long a repeated transfer is recognised. A sender that lost an answer comes back within seconds. */
const REMEMBERED_MS = 300_000
const MOST_REMEMBERED = 65_536
/** Longer ones are not ours. */
const LONGEST_NAME = 64

/** Where a transfer stands. */
export type TransferState = 'under way' | 'accepted'

/**
 * Transfers of the last minutes, so that a request that is repeated after a lost answer is answered again and not queued
 * again. Only the same transfer is recognised, never the same content: a walk comes back to a node every now and then, and
 * dropping it there would delete it.
 */
export class Transfers {
  readonly #seen: LRUCache<string, TransferState>

  constructor(clock: Clock) {
    this.#seen = new LRUCache({
      // A size of 1 each, not `max`, which would set aside the memory for all of them in every node.
      maxSize: MOST_REMEMBERED,
      sizeCalculation: () => 1,
      ttl: REMEMBERED_MS,
      // The moment 0 would mean: no moment.
      perf: { now: () => clock.elapsed() + 1 },
      // Above 0 it would keep the time for so long on a timer of the machine.
      ttlResolution: 0,
    })
  }

  /** The name of a transfer of a sender; undefined where it is none that we recognise. */
  name(sender: string, transfer: string | undefined): string | undefined {
    if (transfer === undefined || transfer.length === 0 || transfer.length > LONGEST_NAME) return undefined
    return `${sender} ${transfer}`
  }

  state(name: string): TransferState | undefined {
    return this.#seen.get(name)
  }

  /** Notes where a transfer stands; undefined forgets it: it may come again. */
  note(name: string, state: TransferState | undefined): void {
    if (state === undefined) this.#seen.delete(name)
    else this.#seen.set(name, state)
  }
}

import type { Clock } from '../clock.js'
import type { Address } from '../transport/transport.js'

/**
 * A repeated transfer is recognised for one generation at least, two at most. A sender that lost an answer comes back within
 * seconds.
 */
const GENERATION_MS = 150_000
const MOST_IN_GENERATION = 16_384
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
  readonly #clock: Clock
  /** Two generations, forgotten as a whole: nothing is set aside for a node that hears little, and nothing is moved. */
  #recent = new Map<string, TransferState>()
  #older = new Map<string, TransferState>()
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.elapsed()
  }

  /** The name of a transfer of a sender; undefined where it is none that we recognise. */
  name({ hostname, port }: Address, transfer: string | undefined): string | undefined {
    if (transfer === undefined || transfer.length === 0 || transfer.length > LONGEST_NAME) return undefined
    return `${hostname} ${port} ${transfer}`
  }

  state(name: string): TransferState | undefined {
    this.#age()
    return this.#recent.get(name) ?? (this.#older.size === 0 ? undefined : this.#older.get(name))
  }

  /** Notes where a transfer stands; undefined forgets it: it may come again. */
  note(name: string, state: TransferState | undefined): void {
    if (state !== undefined) {
      this.#recent.set(name, state)
      return
    }
    this.#recent.delete(name)
    this.#older.delete(name)
  }

  #age(): void {
    const now = this.#clock.elapsed()
    if (now - this.#since < GENERATION_MS && this.#recent.size < MOST_IN_GENERATION) return
    this.#older = now - this.#since < 2 * GENERATION_MS ? this.#recent : new Map()
    this.#recent = new Map()
    this.#since = now
  }
}

import type { Clock } from '../clock.js'

/**
 * A repeated transfer is recognised for one generation at least, two at most. A sender that lost an answer comes back within
 * seconds.
 */
const GENERATION_MS = 150_000
const MAX_IN_GENERATION = 16_384
/** Longer ones are not ours. */
const MAX_NAME = 64

/** Where a transfer stands. */
export type TransferState = 'in-flight' | 'accepted'

/**
 * Transfers of the last minutes, so that a request that is repeated after a lost answer is answered again and not queued
 * again. Only the same transfer is recognised, never the same content: a walk comes back to a node every now and then, and
 * dropping it there would delete it.
 */
export class Transfers {
  readonly #clock: Clock
  /** Names of transfers, and who sent them: the same name from somebody else is another transfer. */
  readonly #inFlightMessages = new Map<string, string>()
  /** Two generations, forgotten as a whole: nothing is set aside for a node that hears little, and nothing is moved. */
  #recent = new Map<string, string>()
  #older = new Map<string, string>()
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.elapsed()
  }

  /** Whether we recognise transfers of such a name. */
  knows(name: string | undefined): name is string {
    return name !== undefined && name.length > 0 && name.length <= MAX_NAME
  }

  /** Where a transfer stands; undefined for one that has not come before. */
  state(name: string, from: string): TransferState | undefined {
    this.#age()
    if (this.#inFlightMessages.size > 0 && this.#inFlightMessages.get(name) === from) return 'in-flight'
    if (this.#recent.get(name) === from) return 'accepted'
    return this.#older.size > 0 && this.#older.get(name) === from ? 'accepted' : undefined
  }

  begin(name: string, from: string): void {
    this.#inFlightMessages.set(name, from)
  }

  /** A transfer that had begun has ended without the message being taken: it may come again. */
  giveUp(name: string): void {
    if (this.#inFlightMessages.size > 0) this.#inFlightMessages.delete(name)
  }

  accept(name: string, from: string): void {
    if (this.#inFlightMessages.size > 0) this.#inFlightMessages.delete(name)
    this.#recent.set(name, from)
  }

  #age(): void {
    const now = this.#clock.elapsed()
    if (now - this.#since < GENERATION_MS && this.#recent.size < MAX_IN_GENERATION) return
    this.#older = now - this.#since < 2 * GENERATION_MS ? this.#recent : new Map()
    this.#recent = new Map()
    this.#since = now
  }
}

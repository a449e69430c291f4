import type { Clock } from '../clock.js'

/**
 * A repeated transfer is recognised for at least one generation and at most two. A sender that lost
 * an answer tries again within seconds.
 */
const GENERATION_MS = 150_000
const MAX_IN_GENERATION = 16_384
/** Nodes of this project use shorter names. */
const MAX_NAME_LENGTH = 64

/** The state of a transfer that has come before. */
export type TransferState = 'in-flight' | 'accepted'

/**
 * The transfers of the last minutes: a request that is repeated after a lost answer is answered
 * again and not queued again. Only the same transfer is recognised, never the same content: a
 * message comes back to a node again and again on its walk, and dropping it there would delete it.
 */
export class Transfers {
  readonly #clock: Clock
  /** Sender by name: the same name from another sender is another transfer. */
  readonly #inFlight = new Map<string, string>()
  /** Two generations, each forgotten as a whole: no memory is reserved, and no entry is moved. */
  #recent = new Map<string, string>()
  #older = new Map<string, string>()
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  /** Whether a value can be the name of a transfer. */
  isName(name: string | undefined): name is string {
    return name !== undefined && name.length > 0 && name.length <= MAX_NAME_LENGTH
  }

  /** The state of a transfer; undefined for a new one. */
  state(name: string, from: string): TransferState | undefined {
    this.#age()
    if (this.#inFlight.size > 0 && this.#inFlight.get(name) === from) return 'in-flight'
    if (this.#recent.get(name) === from) return 'accepted'
    return this.#older.size > 0 && this.#older.get(name) === from ? 'accepted' : undefined
  }

  /** Marks a transfer as in flight: its message is with the taps, or is being stored. */
  begin(name: string, from: string): void {
    this.#inFlight.set(name, from)
  }

  /** Forgets a transfer whose message was not accepted: it may be tried again. */
  abandon(name: string): void {
    if (this.#inFlight.size > 0) this.#inFlight.delete(name)
  }

  /** Remembers a transfer whose message was accepted. */
  accept(name: string, from: string): void {
    if (this.#inFlight.size > 0) this.#inFlight.delete(name)
    this.#recent.set(name, from)
  }

  #age(): void {
    const now = this.#clock.monotonic()
    if (now - this.#since < GENERATION_MS && this.#recent.size < MAX_IN_GENERATION) return
    this.#older = now - this.#since < 2 * GENERATION_MS ? this.#recent : new Map()
    this.#recent = new Map()
    this.#since = now
  }
}

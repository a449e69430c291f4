import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { shareOf } from '../network-range.js'
import type { InboundRequest } from '../transport/transport.js'

/**
 * A repeated transfer is recognised for at least one generation and at most two. A sender that lost
 * an answer tries again within seconds.
 */
const GENERATION_MS = 150_000
/** Accepted transfers that are remembered, of all ranges. */
const MAX_REMEMBERED = 65_536
/** Nodes of this project use shorter names. */
const MAX_NAME_LENGTH = 64
/** Characters of a key in an id: 64 bits, so that nobody finds another key that begins so. */
const KEY_LENGTH = 16

/** The state of a transfer that has come before. */
export type TransferState = 'in-flight' | 'accepted'

/** A transfer: its name, and who used it. */
export interface Transfer {
  readonly id: string
  /** The network range that it is counted for. */
  readonly range: string
}

/** The accepted transfers of one range: two generations, each forgotten as a whole. */
interface Remembered {
  recent: Set<string>
  older: Set<string>
}

/**
 * The transfer of a request; undefined if it has no name. A name counts together with the key of
 * the connection, or with its network address where no key was shown: nobody else can use it up.
 * Two senders without a key behind the same address are two.
 */
export function transferOf(
  { transfer: name, key, remoteAddress }: Pick<InboundRequest, 'transfer' | 'key' | 'remoteAddress'>,
  sender: Address,
  range: string,
): Transfer | undefined {
  if (name === undefined || name.length === 0 || name.length > MAX_NAME_LENGTH) return undefined
  const who = key === undefined ? `${remoteAddress} ${formatAddress(sender)}` : key.slice(0, KEY_LENGTH)
  return { id: `${who} ${name}`, range }
}

/**
 * The transfers of the last minutes: a request that is repeated after a lost answer is answered
 * again and not queued again. Only the same transfer is recognised, never the same content: a
 * message comes back to a node again and again on its walk, and dropping it there would delete it.
 */
export class Transfers {
  readonly #clock: Clock
  readonly #inFlight = new Set<string>()
  readonly #ranges = new Map<string, Remembered>()
  #total = 0
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  /** The state of a transfer; undefined for a new one. */
  state({ id, range }: Transfer): TransferState | undefined {
    this.#age()
    if (this.#inFlight.size > 0 && this.#inFlight.has(id)) return 'in-flight'
    const remembered = this.#ranges.get(range)
    if (remembered === undefined) return undefined
    return remembered.recent.has(id) || remembered.older.has(id) ? 'accepted' : undefined
  }

  /** Marks a transfer as in flight: its message is with the taps, or is being stored. */
  begin({ id }: Transfer): void {
    this.#inFlight.add(id)
  }

  /** Forgets a transfer whose message was not accepted: it may be tried again. */
  abandon({ id }: Transfer): void {
    if (this.#inFlight.size > 0) this.#inFlight.delete(id)
  }

  /** Remembers a transfer whose message was accepted. */
  accept(transfer: Transfer): void {
    this.abandon(transfer)
    if (this.#total >= MAX_REMEMBERED) return
    const remembered = this.#of(transfer.range)
    if (2 * remembered.recent.size >= Math.max(2, this.#share)) this.#turn(remembered)
    remembered.recent.add(transfer.id)
    this.#total++
  }

  get #share(): number {
    return shareOf(MAX_REMEMBERED - this.#total, 1, this.#ranges.size)
  }

  #of(range: string): Remembered {
    let remembered = this.#ranges.get(range)
    if (remembered === undefined) {
      remembered = { recent: new Set(), older: new Set() }
      this.#ranges.set(range, remembered)
    }
    return remembered
  }

  /** Begins a new generation, and forgets the one before the last. */
  #turn(remembered: Remembered): void {
    this.#total -= remembered.older.size
    remembered.older = remembered.recent
    remembered.recent = new Set()
  }

  #age(): void {
    const now = this.#clock.monotonic()
    const generations = Math.floor((now - this.#since) / GENERATION_MS)
    if (generations === 0) return
    this.#since = now
    for (const [range, remembered] of this.#ranges) {
      this.#turn(remembered)
      if (generations > 1) this.#turn(remembered)
      if (remembered.older.size === 0) this.#ranges.delete(range)
    }
  }
}

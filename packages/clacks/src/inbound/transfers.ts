import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { shareOf } from '../network-range.js'
import type { InboundRequest } from '../transport/transport.js'

/**
 * A repeated transfer is recognised for at least one generation and at most two, unless its range
 * brings more than its share of what is remembered. A sender that lost an answer tries again
 * within seconds.
 */
const GENERATION_MS = 150_000
/** Accepted transfers that are remembered, of all ranges. */
const MAX_REMEMBERED = 65_536
/** Nodes of this project use shorter names. */
const MAX_NAME_LENGTH = 64
/** The state of a transfer that has come before. */
export type TransferState = 'in-flight' | 'accepted'

/** Who used a name: it counts for nobody else. */
export interface TransferSource {
  /** The key of the connection; empty where none was shown. */
  readonly key: string
  /** What is put before each name; where no key was shown, it says who used it. */
  readonly before: string
  /** The network range that its transfers are counted for. */
  readonly range: string
}

/** The accepted transfers of one range: two generations, each forgotten as a whole. */
interface Remembered {
  recent: NamesByKey | undefined
  older: NamesByKey | undefined
}

/**
 * Names of transfers by key. One set of names with their keys in front would cost more: each
 * request would have its own text to build and to hash.
 */
class NamesByKey {
  readonly #names = new Map<string, Set<string>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  has(key: string, name: string): boolean {
    return this.#size > 0 && this.#names.get(key)?.has(name) === true
  }

  add(key: string, name: string): void {
    const names = this.#names.get(key)
    if (names?.has(name) === true) return
    if (names === undefined) this.#names.set(key, new Set([name]))
    else names.add(name)
    this.#size++
  }

  delete(key: string, name: string): void {
    const names = this.#size > 0 ? this.#names.get(key) : undefined
    if (names?.delete(name) !== true) return
    this.#size--
    if (names.size === 0) this.#names.delete(key)
  }
}

/**
 * A name counts together with the key of the connection, or with its network address where no key
 * was shown: nobody else can use it up. Two senders without a key behind the same address are two.
 */
export function transferSource(
  { key, remoteAddress }: Pick<InboundRequest, 'key' | 'remoteAddress'>,
  sender: Address,
  range: string,
): TransferSource {
  if (key !== undefined) return { key, before: '', range }
  return { key: '', before: `${remoteAddress} ${formatAddress(sender)} `, range }
}

/** Whether transfers are remembered under a name. */
export function isTransferName(name: string | undefined): name is string {
  return name !== undefined && name.length > 0 && name.length <= MAX_NAME_LENGTH
}

/**
 * The transfers of the last minutes: a request that is repeated after a lost answer is answered
 * again and not queued again. Only the same transfer is recognised, never the same content: a
 * message comes back to a node again and again on its walk, and dropping it there would delete it.
 */
export class Transfers {
  readonly #clock: Clock
  readonly #inFlight = new NamesByKey()
  readonly #ranges = new Map<string, Remembered>()
  #total = 0
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  /** The state of a transfer; undefined for a new one. */
  state({ key, before, range }: TransferSource, name: string): TransferState | undefined {
    this.#age()
    const full = before + name
    if (this.#inFlight.has(key, full)) return 'in-flight'
    const remembered = this.#ranges.get(range)
    if (remembered === undefined) return undefined
    const { recent, older } = remembered
    return recent?.has(key, full) === true || older?.has(key, full) === true ? 'accepted' : undefined
  }

  /** Marks a transfer as in flight: its message is with the taps, or is being stored. */
  begin({ key, before }: TransferSource, name: string): void {
    this.#inFlight.add(key, before + name)
  }

  /** Forgets a transfer whose message was not accepted: it may be tried again. */
  abandon({ key, before }: TransferSource, name: string): void {
    this.#inFlight.delete(key, before + name)
  }

  /** Remembers a transfer whose message was accepted. */
  accept(source: TransferSource, name: string): void {
    this.abandon(source, name)
    if (this.#total >= MAX_REMEMBERED) return
    const remembered = this.#of(source.range)
    if (2 * (remembered.recent?.size ?? 0) >= Math.max(2, this.#share)) this.#turn(remembered)
    remembered.recent ??= new NamesByKey()
    remembered.recent.add(source.key, source.before + name)
    this.#total++
  }

  get #share(): number {
    return shareOf(MAX_REMEMBERED - this.#total, 1, this.#ranges.size)
  }

  #of(range: string): Remembered {
    let remembered = this.#ranges.get(range)
    if (remembered === undefined) {
      remembered = { recent: undefined, older: undefined }
      this.#ranges.set(range, remembered)
    }
    return remembered
  }

  /** Begins a new generation, and forgets the one before the last. */
  #turn(remembered: Remembered): void {
    this.#total -= remembered.older?.size ?? 0
    remembered.older = remembered.recent
    remembered.recent = undefined
  }

  #age(): void {
    const now = this.#clock.monotonic()
    const generations = Math.floor((now - this.#since) / GENERATION_MS)
    if (generations === 0) return
    this.#since = now
    for (const [range, remembered] of this.#ranges) {
      this.#turn(remembered)
      if (generations > 1) this.#turn(remembered)
      if (remembered.older === undefined) this.#ranges.delete(range)
    }
  }
}

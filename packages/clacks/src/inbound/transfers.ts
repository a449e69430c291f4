import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { shareOf } from '../network-range.js'
import type { InboundRequest } from '../transport/transport.js'
import { numbersIn } from '../wire/batch-names.js'
import { NO_NUMBER, numberIn, TransferNumbers } from './transfer-numbers.js'

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

/** The transfers of one request. They count for nobody else than those who used their names. */
export interface RequestTransfers {
  /** The key of the connection; empty where none was shown. */
  readonly key: string
  /** The names without their numbers; where no key was shown, with what says who used them. */
  readonly prefix: string
  /** The number of each, by place. */
  readonly numbers: readonly number[]
  /** The network range that they are counted for. */
  readonly range: string
}

/** The accepted transfers of one range: two generations, each forgotten as a whole. */
interface Remembered {
  recent: NamesByKey | undefined
  older: NamesByKey | undefined
}

/**
 * Names of transfers by key and prefix. One set of whole names would cost more: each message would
 * have its own text to build, to hash and to keep.
 */
class NamesByKey {
  /** Most ranges are one sender: its numbers are in no map. */
  #key = ''
  #prefix = ''
  #numbers: TransferNumbers | undefined
  #others: Map<string, Map<string, TransferNumbers>> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  has(key: string, prefix: string, number: number): boolean {
    return this.#size > 0 && this.#find(key, prefix)?.has(number) === true
  }

  add(key: string, prefix: string, number: number): void {
    const numbers = this.#find(key, prefix) ?? this.#create(key, prefix)
    if (numbers.add(number)) this.#size++
  }

  delete(key: string, prefix: string, number: number): void {
    const numbers = this.#size > 0 ? this.#find(key, prefix) : undefined
    if (numbers?.delete(number) !== true) return
    this.#size--
    if (!numbers.isEmpty) return
    if (numbers === this.#numbers) {
      this.#numbers = undefined
      return
    }
    const prefixes = this.#others?.get(key)
    prefixes?.delete(prefix)
    if (prefixes?.size === 0) this.#others?.delete(key)
  }

  #find(key: string, prefix: string): TransferNumbers | undefined {
    if (this.#numbers !== undefined && this.#prefix === prefix && this.#key === key) return this.#numbers
    return this.#others?.get(key)?.get(prefix)
  }

  #create(key: string, prefix: string): TransferNumbers {
    const numbers = new TransferNumbers()
    if (this.#numbers === undefined) {
      this.#key = key
      this.#prefix = prefix
      this.#numbers = numbers
      return numbers
    }
    this.#others ??= new Map()
    const prefixes = this.#others.get(key)
    if (prefixes === undefined) this.#others.set(key, new Map([[prefix, numbers]]))
    else prefixes.set(prefix, numbers)
    return numbers
  }
}

/** Names as a request has them, see {@link RequestTransfers}. */
export type TransferNames = Pick<RequestTransfers, 'prefix' | 'numbers'>

/**
 * The name of the only transfer of a request; undefined if it has none, or one that is too long.
 */
export function nameIn(name: string | undefined): TransferNames | undefined {
  if (name === undefined || name.length === 0 || name.length > MAX_NAME_LENGTH) return undefined
  const end = name.lastIndexOf('.')
  const number = end === -1 ? NO_NUMBER : numberIn(name.slice(end + 1))
  return number === NO_NUMBER
    ? { prefix: name, numbers: [NO_NUMBER] }
    : { prefix: name.slice(0, end), numbers: [number] }
}

/**
 * The names of the transfers of a batch (docs/wire.md, "Clacks-Transfer"); undefined if it has
 * none, or one that is too long.
 * @param count messages in the batch
 */
export function namesIn(name: string | undefined, count: number): TransferNames | undefined {
  if (name === undefined) return undefined
  const listed = numbersIn(name)
  const numbers = listed?.numbers.map(numberIn)
  const isListed = numbers?.length === count && !numbers.includes(NO_NUMBER)
  const prefix = listed !== undefined && isListed ? listed.prefix : name
  if (prefix.length > MAX_NAME_LENGTH) return undefined
  return { prefix, numbers: isListed ? numbers : Array.from({ length: count }, (_, at) => at) }
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
  #prefix = ''
  #since: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.monotonic()
  }

  /**
   * The transfers of a request. A name counts together with the key of the connection, or with its
   * network address where no key was shown: nobody else can use it up. Two senders without a key
   * behind the same address are two.
   */
  of(
    { prefix, numbers }: TransferNames,
    { key, remoteAddress }: Pick<InboundRequest, 'key' | 'remoteAddress'>,
    sender: Address,
    range: string,
  ): RequestTransfers {
    this.#age()
    const full = key === undefined ? `${remoteAddress} ${formatAddress(sender)} ${prefix}` : prefix
    return { key: key ?? '', prefix: this.#shared(full), numbers, range }
  }

  /**
   * A copy of a prefix, the same for requests that follow each other: it is compared for each
   * message, which costs nothing for the same object and much for a part of another text.
   */
  #shared(prefix: string): string {
    if (prefix !== this.#prefix) this.#prefix = Buffer.from(prefix).toString()
    return this.#prefix
  }

  /** The state of the transfer at a place; undefined for a new one. */
  state({ key, prefix, numbers, range }: RequestTransfers, at: number): TransferState | undefined {
    const number = numbers[at]
    if (number === undefined) return undefined
    if (this.#inFlight.has(key, prefix, number)) return 'in-flight'
    const remembered = this.#ranges.get(range)
    if (remembered === undefined) return undefined
    const { recent, older } = remembered
    const isAccepted = recent?.has(key, prefix, number) === true || older?.has(key, prefix, number) === true
    return isAccepted ? 'accepted' : undefined
  }

  /** Marks a transfer as in flight: its message is with the taps, or is being stored. */
  begin({ key, prefix, numbers }: RequestTransfers, at: number): void {
    const number = numbers[at]
    if (number !== undefined) this.#inFlight.add(key, prefix, number)
  }

  /** Forgets a transfer whose message was not accepted: it may be tried again. */
  abandon({ key, prefix, numbers }: RequestTransfers, at: number): void {
    const number = numbers[at]
    if (number !== undefined) this.#inFlight.delete(key, prefix, number)
  }

  /** Remembers a transfer whose message was accepted. */
  accept(transfers: RequestTransfers, at: number): void {
    this.abandon(transfers, at)
    const { key, prefix, numbers, range } = transfers
    const number = numbers[at]
    if (number === undefined || this.#total >= MAX_REMEMBERED) return
    const remembered = this.#of(range)
    if (2 * (remembered.recent?.size ?? 0) >= Math.max(2, this.#share)) this.#turn(remembered)
    remembered.recent ??= new NamesByKey()
    const before = remembered.recent.size
    remembered.recent.add(key, prefix, number)
    this.#total += remembered.recent.size - before
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

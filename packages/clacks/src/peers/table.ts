import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import type { Random } from '../random.js'
import type { Weights } from '../settings/settings.js'
import { StatusLists } from './lists.js'
import type { Peer, PeerStatus } from './peer.js'
import { PeerPicker, type PickResult, type Suitability } from './pick.js'
import { Quota } from './quota.js'
import { rangeOf } from './range.js'
import { type PeerRecord, peerOf, type RecordInit, recordOf, type StoredPeer } from './record.js'
import { nextStatus, type PeerEvent } from './status.js'

/** The source of addresses that the operator gave: it has no quota, and what it names is not checked further. */
export const OPERATOR = 'operator'

/** What the table needs of its node. */
export interface PeerTableParts {
  readonly clock: Clock
  readonly random: Random
  readonly settings: { readonly weights: Weights }
  /** Entries, the share of them for one range or source, and milliseconds until a lost peer is dead. They may change. */
  readonly bounds: { readonly peers: number; readonly peerShare: number; readonly killtimeout: number }
  /** The node's own address. */
  readonly self: () => Address
  /** Whether an address may enter. */
  readonly admit: (address: Address, secondHand: boolean) => boolean
  readonly discovered: (record: PeerRecord) => void
  readonly updated: (record: PeerRecord, before: PeerStatus) => void
}

/** Smallest quota of a range or source, so that a small table can be used at all. */
const MIN_QUOTA = 8
/** Victims looked at before one that the operator named is evicted after all. */
const EVICTION_GUESSES = 8
/** Peers looked at for a friend. */
const FRIEND_GUESSES = 16
/** Greetings that a quiet node may save up. */
const MAX_PROBES = 64
/** First who goes when the table is full. */
const EVICTED_FIRST: readonly PeerStatus[] = ['dead', 'lost', 'new']

/** Who is out there: bounded, each operation at the same cost at any size. */
export class PeerTable {
  readonly #parts: PeerTableParts
  /** By `host:port`: identifiers join both without anything between, so that different addresses may share one. */
  readonly #records = new Map<string, PeerRecord>()
  readonly #byIdentifier = new Map<string, PeerRecord>()
  readonly #lists = new StatusLists()
  readonly #picker: PeerPicker
  readonly #ranges: Quota
  readonly #sources: Quota
  #probes = 1

  constructor(parts: PeerTableParts) {
    this.#parts = parts
    this.#picker = new PeerPicker(this.#lists, parts.settings, parts.random)
    const { bounds } = parts
    const quota = (): number => Math.max(MIN_QUOTA, Math.floor(bounds.peers * bounds.peerShare))
    this.#ranges = new Quota(quota)
    this.#sources = new Quota(quota)
  }

  get size(): number {
    return this.#records.size
  }

  /** Whether there is anybody to send to. */
  get hasCandidates(): boolean {
    return this.#records.size > this.#lists.of('ignored').length
  }

  get(identifier: string): PeerRecord | undefined {
    return this.#byIdentifier.get(identifier)
  }

  find(address: Address): PeerRecord | undefined {
    return this.#records.get(formatAddress(address))
  }

  /** Whether an address is the node's own. */
  isSelf(address: Address): boolean {
    const self = this.#parts.self()
    return address.hostname === self.hostname && address.port === self.port
  }

  /**
   * Adds an address with status `new`, or finds it. Undefined where it may not enter: the node's own, refused by
   * `admitPeer`, a quota or a full table.
   * @param source who told us, or {@link OPERATOR}: counted, so that no source fills the table
   * @param origin where that came from, for picking: see {@link PeerRecord.origin}
   */
  add(address: Address, learnedFrom: string, origin = learnedFrom): PeerRecord | undefined {
    const known = this.find(address)
    if (known !== undefined) {
      if (learnedFrom === OPERATOR && known.secondHand) {
        known.secondHand = false
        this.#moveTo(known, `${known.hostname} ${known.port}`)
      }
      return known
    }
    return this.#enter(address, { learnedFrom, origin, secondHand: learnedFrom !== OPERATOR })
  }

  /** The operator ignores an address. One that was not known is never anything else: it must not be dialled before. */
  ignore(address: Address): void {
    const known = this.find(address)
    if (known !== undefined) {
      this.note(known, 'ignored')
      return
    }
    const named = { learnedFrom: OPERATOR, origin: OPERATOR, secondHand: false }
    const record = this.#enter(address, { ...named, status: 'ignored' })
    if (record !== undefined) this.#parts.updated(record, 'new')
  }

  /** All peers as they are kept over the end of the process. */
  stored(): StoredPeer[] {
    return Array.from(
      this.#records.values(),
      ({ hostname, port, status, time, secondHand, learnedFrom, origin, reachable }) => {
        return { hostname, port, status, time, secondHand, learnedFrom, origin, reachable }
      },
    )
  }

  /** Adds a peer that was kept, as it was. It may enter on the same conditions as any other. */
  restore(kept: StoredPeer): void {
    const { hostname, port, secondHand } = kept
    if (this.find(kept) !== undefined) return
    this.#enter({ hostname, port }, { ...kept, learnedFrom: secondHand ? kept.learnedFrom : OPERATOR })
  }

  /** Something happened to a peer: its status follows. */
  note(record: PeerRecord, event: PeerEvent): void {
    const now = this.#parts.clock.now()
    const { killtimeout } = this.#parts.bounds
    this.#change(record, nextStatus(record.status, event, now - record.time, killtimeout), now)
  }

  /** Gives a peer a status. */
  move(record: PeerRecord, status: PeerStatus): void {
    this.#change(record, status, this.#parts.clock.now())
  }

  /**
   * A peer came to us: whatever kept us from reaching it may be over.
   * @param from where it came from; one that showed its key stands for that from now on, not for who told us of it
   */
  heardFrom(record: PeerRecord, from: string | undefined): void {
    if (record.failures > 0) {
      record.failures = 0
      record.backoffUntil = 0
    }
    if (record.secondHand && from !== undefined) this.#moveTo(record, from)
    this.note(record, 'exchanged')
  }

  /** One peer at random that suits, see {@link PeerPicker}. */
  pick(suitability: (record: PeerRecord) => Suitability): PickResult {
    return this.#picker.pick(suitability)
  }

  /** A request has come in: it entitles us to one greeting. */
  allowProbe(): void {
    this.#probes = Math.min(MAX_PROBES, this.#probes + 1)
  }

  /** Whether a peer that others told us of may be greeted: one inbound request never causes more than one outbound. */
  get mayProbe(): boolean {
    return this.#probes > 0
  }

  /** A peer that others told us of is greeted. */
  spendProbe(): void {
    this.#probes--
  }

  /** One alive peer at random that we reached ourselves, other than `except`: an address that merely was named is not handed on. */
  friend(except: PeerRecord | undefined): PeerRecord | undefined {
    const fits = (record: PeerRecord): boolean => record.reachable && record !== except
    return this.#lists.search('alive', FRIEND_GUESSES, this.#parts.random, fits)
  }

  /** Up to `most` peers as {@link friend} finds them, each once. */
  friends(most: number, except: PeerRecord | undefined): PeerRecord[] {
    const friends: PeerRecord[] = []
    this.#lists.search('alive', FRIEND_GUESSES, this.#parts.random, (record) => {
      if (record.reachable && record !== except) friends.push(record)
      return friends.length === most
    })
    return friends
  }

  /** One peer at random to say hello to; undefined where there is none that is not resting. */
  randomKnownPeer(): PeerRecord | undefined {
    const now = this.#parts.clock.now()
    const pick = this.#picker.pick((record) =>
      record.backoffUntil > now || record.inFlight > 0 ? 'backing-off' : 'suitable',
    )
    return pick.peer
  }

  /** All peers by status. A snapshot. */
  list(): Record<PeerStatus, Record<string, Peer>> {
    const all: Record<PeerStatus, Record<string, Peer>> = {
      new: {},
      alive: {},
      lost: {},
      dead: {},
      ignored: {},
    }
    for (const record of this.#records.values()) all[record.status][record.identifier] = peerOf(record)
    return all
  }

  #enter(address: Address, entrance: RecordInit): PeerRecord | undefined {
    const { learnedFrom, secondHand } = entrance
    if (this.isSelf(address)) return undefined
    if (
      secondHand &&
      !(this.#ranges.hasRoom(rangeOf(address.hostname)) && this.#sources.hasRoom(learnedFrom))
    )
      return undefined
    if (!this.#parts.admit(address, secondHand)) return undefined
    if (!this.#makeRoom(secondHand)) return undefined
    const record = recordOf(address, entrance, this.#parts.clock.now())
    this.#insert(record)
    this.#parts.discovered(record)
    return record
  }

  #change(record: PeerRecord, status: PeerStatus, now: number): void {
    const before = record.status
    if (status === before || record.group === undefined) return
    this.#lists.remove(record)
    record.status = status
    record.time = now
    this.#lists.add(record)
    this.#parts.updated(record, before)
  }

  #moveTo(record: PeerRecord, origin: string): void {
    if (record.origin === origin) return
    this.#lists.remove(record)
    this.#lists.leave(record)
    record.origin = origin
    this.#lists.join(record)
    this.#lists.add(record)
  }

  #insert(record: PeerRecord): void {
    this.#records.set(formatAddress(record), record)
    this.#byIdentifier.set(record.identifier, record)
    this.#lists.join(record)
    this.#lists.add(record)
    this.#ranges.add(rangeOf(record.hostname))
    this.#sources.add(record.learnedFrom)
  }

  #remove(record: PeerRecord): void {
    this.#records.delete(formatAddress(record))
    if (this.#byIdentifier.get(record.identifier) === record) this.#byIdentifier.delete(record.identifier)
    this.#lists.remove(record)
    this.#lists.leave(record)
    this.#ranges.remove(rangeOf(record.hostname))
    this.#sources.remove(record.learnedFrom)
  }

  /** The operator's addresses always enter; others do while there is room or somebody to evict. */
  #makeRoom(secondHand: boolean): boolean {
    if (this.#records.size < this.#parts.bounds.peers) return true
    const victim = this.#victim()
    if (victim !== undefined) this.#remove(victim)
    return victim !== undefined || !secondHand
  }

  #victim(): PeerRecord | undefined {
    for (const status of EVICTED_FIRST) {
      const mayGo = (record: PeerRecord): boolean => record.secondHand && record.inFlight === 0
      const victim = this.#lists.search(status, EVICTION_GUESSES, this.#parts.random, mayGo)
      if (victim !== undefined) return victim
    }
    return undefined
  }
}

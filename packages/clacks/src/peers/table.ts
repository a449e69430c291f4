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

/** The source of addresses added by the operator: no quota, and no checks before dialling. */
export const OPERATOR = 'operator'

/** What the table needs from its node. */
export interface PeerTableParts {
  readonly clock: Clock
  readonly random: Random
  readonly settings: { readonly weights: Weights }
  /** Entries, share of one range or source, ms until a lost peer is dead. They may change. */
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
/** Records checked per status to find one to evict. */
const EVICTION_GUESSES = 8
/** Peers checked to find a friend. */
const FRIEND_GUESSES = 16
/** Probes that an idle node may save up. */
const MAX_PROBES = 64
/** The order of eviction when the table is full. */
const EVICTED_FIRST: readonly PeerStatus[] = ['dead', 'lost', 'new']

/** The bounded table of known peers. The cost of an operation does not depend on the size. */
export class PeerTable {
  readonly #parts: PeerTableParts
  /**
   * By `host:port`: different addresses can have the same identifier, which joins both without a
   * separator.
   */
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

  /** Whether there is a peer to send to. */
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
   * Adds an address with status `new`, or finds it. Undefined if it is not admitted: the node's own
   * address, refused by `admitPeer` or a quota, or the table is full.
   * @param learnedFrom the node that named it, or {@link OPERATOR}
   * @param origin see {@link PeerRecord.origin}
   */
  add(address: Address, learnedFrom: string, origin = learnedFrom): PeerRecord | undefined {
    const known = this.find(address)
    if (known !== undefined) {
      if (learnedFrom === OPERATOR && known.secondHand) {
        known.secondHand = false
        this.#setOrigin(known, `${known.hostname} ${known.port}`)
      }
      return known
    }
    return this.#insertNew(address, { learnedFrom, origin, secondHand: learnedFrom !== OPERATOR })
  }

  /** Ignores an address. An unknown one enters as ignored, so that it is never dialled. */
  ignore(address: Address): void {
    const known = this.find(address)
    if (known !== undefined) {
      this.note(known, 'ignored')
      return
    }
    const init = { learnedFrom: OPERATOR, origin: OPERATOR, secondHand: false }
    const record = this.#insertNew(address, { ...init, status: 'ignored' })
    if (record !== undefined) this.#parts.updated(record, 'new')
  }

  /** All peers in the form for a queue store. */
  stored(): StoredPeer[] {
    return Array.from(
      this.#records.values(),
      ({ hostname, port, status, time, secondHand, learnedFrom, origin, reachable }) => {
        return { hostname, port, status, time, secondHand, learnedFrom, origin, reachable }
      },
    )
  }

  /** Adds a stored peer as it was, on the same conditions as any other. */
  restore(stored: StoredPeer): void {
    const { hostname, port, secondHand } = stored
    if (this.find(stored) !== undefined) return
    this.#insertNew(
      { hostname, port },
      { ...stored, learnedFrom: secondHand ? stored.learnedFrom : OPERATOR },
    )
  }

  /** Records an event of a peer, which may change its status. */
  note(record: PeerRecord, event: PeerEvent): void {
    const { bounds, clock } = this.#parts
    const status = nextStatus(record.status, event, clock.monotonic() - record.since, bounds.killtimeout)
    this.#change(record, status)
  }

  /** Sets the status of a peer. */
  move(record: PeerRecord, status: PeerStatus): void {
    this.#change(record, status)
  }

  /**
   * A peer sent a request: it may be reachable again, so its back-off ends.
   * @param from the origin of a verified request, which becomes the origin of the peer
   */
  heardFrom(record: PeerRecord, from: string | undefined): void {
    if (record.failures > 0) {
      record.failures = 0
      record.backoffUntil = 0
    }
    if (record.secondHand && from !== undefined) this.#setOrigin(record, from)
    this.note(record, 'exchanged')
  }

  /** One suitable peer at random, see {@link PeerPicker}. */
  pick(suitability: (record: PeerRecord) => Suitability): PickResult {
    return this.#picker.pick(suitability)
  }

  /** A request was received: it allows one probe. */
  allowProbe(): void {
    this.#probes = Math.min(MAX_PROBES, this.#probes + 1)
  }

  /**
   * Whether a second-hand peer may be probed: one inbound request never causes more than one
   * outbound.
   */
  get mayProbe(): boolean {
    return this.#probes > 0
  }

  /** A second-hand peer is being probed. */
  spendProbe(): void {
    this.#probes--
  }

  /**
   * One alive and reachable peer at random, other than `except`: an address that was only named is
   * not passed on.
   */
  friend(except: PeerRecord | undefined): PeerRecord | undefined {
    const isFriend = (record: PeerRecord): boolean => record.reachable && record !== except
    return this.#lists.search('alive', FRIEND_GUESSES, this.#parts.random, isFriend)
  }

  /** Up to `max` different peers as {@link friend} finds them. */
  friends(max: number, except: PeerRecord | undefined): PeerRecord[] {
    const friends: PeerRecord[] = []
    this.#lists.search('alive', FRIEND_GUESSES, this.#parts.random, (record) => {
      if (record.reachable && record !== except) friends.push(record)
      return friends.length === max
    })
    return friends
  }

  /** One peer at random to probe; undefined if all are busy or backing off. */
  randomKnownPeer(): PeerRecord | undefined {
    const now = this.#parts.clock.monotonic()
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

  #insertNew(address: Address, init: RecordInit): PeerRecord | undefined {
    const { learnedFrom, secondHand } = init
    if (this.isSelf(address)) return undefined
    if (
      secondHand &&
      !(this.#ranges.hasRoom(rangeOf(address.hostname)) && this.#sources.hasRoom(learnedFrom))
    )
      return undefined
    if (!this.#parts.admit(address, secondHand)) return undefined
    if (!this.#makeRoom(secondHand)) return undefined
    const record = recordOf(address, init, this.#parts.clock)
    this.#insert(record)
    this.#parts.discovered(record)
    return record
  }

  #change(record: PeerRecord, status: PeerStatus): void {
    const before = record.status
    if (status === before || record.group === undefined) return
    this.#lists.remove(record)
    record.status = status
    record.time = this.#parts.clock.now()
    record.since = this.#parts.clock.monotonic()
    this.#lists.add(record)
    this.#parts.updated(record, before)
  }

  #setOrigin(record: PeerRecord, origin: string): void {
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

  /** Addresses of the operator always enter; others need room, or a record to evict. */
  #makeRoom(secondHand: boolean): boolean {
    if (this.#records.size < this.#parts.bounds.peers) return true
    const victim = this.#victim()
    if (victim !== undefined) this.#remove(victim)
    return victim !== undefined || !secondHand
  }

  #victim(): PeerRecord | undefined {
    for (const status of EVICTED_FIRST) {
      const isEvictable = (record: PeerRecord): boolean => record.secondHand && record.inFlight === 0
      const victim = this.#lists.search(status, EVICTION_GUESSES, this.#parts.random, isEvictable)
      if (victim !== undefined) return victim
    }
    return undefined
  }
}

import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { victimIn } from './evict.js'
import { StatusLists } from './lists.js'
import { OwnAliases } from './own-aliases.js'
import type { Peer, PeerStatus } from './peer.js'
import { PeerPicker, type PickResult, type Suitability } from './pick.js'
import { Quota } from './quota.js'
import { rangeOf } from './range.js'
import {
  byStatus,
  type PeerRecord,
  type PeerReport,
  type RecordInit,
  recordOf,
  reportOf,
  type StoredPeer,
  storedOf,
} from './record.js'
import { nextStatus, type PeerEvent } from './status.js'
import type { PeerTableParts } from './table-parts.js'

/** The source of addresses added by the operator: no quota, and no checks before dialling. */
export const OPERATOR = 'operator'

/** Smallest quota of a range or source, so that a small table can be used at all. */
const MIN_QUOTA = 8
/** Peers checked to find a friend. */
const FRIEND_GUESSES = 16
/** Probes that an idle node may save up. */
const MAX_PROBES = 64
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
  readonly #ownAliases = new OwnAliases()
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

  /** Whether an address is the node's own, or was found to lead to it. */
  isSelf(address: Address): boolean {
    const self = this.#parts.self()
    if (address.hostname === self.hostname && address.port === self.port) return true
    return this.#ownAliases.has(address)
  }

  /** An address leads to the node itself: it leaves the table and does not enter again. */
  recognise(address: Address): void {
    const record = this.find(address)
    if (record !== undefined) this.#remove(record)
    if (this.#ownAliases.add(address)) this.#parts.recognised?.(address)
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
        known.blocked = false
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
    return Array.from(this.#records.values(), storedOf)
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

  /** A peer could not be reached. */
  noteFailure(record: PeerRecord, reason: string, blocked: boolean): void {
    record.lastError = reason
    record.blocked = blocked
    this.note(record, 'failed')
    if (record.reportedError === reason || record.group === undefined) return
    record.reportedError = reason
    this.#parts.failed?.(record)
  }

  /** A peer has answered. */
  noteAnswer(record: PeerRecord): void {
    record.lastError = undefined
    record.blocked = false
    this.note(record, 'exchanged')
  }

  /** Sets the status of a peer. */
  move(record: PeerRecord, status: PeerStatus): void {
    this.#change(record, status)
  }

  /**
   * A peer sent a request: it may be reachable again, so its back-off ends. Not if its address must
   * not be dialled: it would be alive and lost in turns for ever.
   * @param from the origin of a verified request, which becomes the origin of the peer
   */
  heardFrom(record: PeerRecord, from: string | undefined): void {
    if (record.blocked) return
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
    return byStatus(this.#records.values())
  }

  /** All peers, with the last error of each. A snapshot. */
  reports(): PeerReport[] {
    return Array.from(this.#records.values(), reportOf)
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
    if (!this.#byIdentifier.has(record.identifier)) this.#byIdentifier.set(record.identifier, record)
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
    const victim = victimIn(this.#lists, this.#parts.random)
    if (victim !== undefined) this.#remove(victim)
    return victim !== undefined || !secondHand
  }
}

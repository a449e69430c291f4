import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { Introductions } from './introductions.js'
import { type Displaces, Members } from './members.js'
import { OwnAliases } from './own-aliases.js'
import type { Peer, PeerStatus } from './peer.js'
import { PeerPicker, type PickResult, type Suitability } from './pick.js'
import { OF_OPERATOR, PeerRecord, type RecordInit } from './record.js'
import { byStatus, type PeerReport, reportOf, type StoredPeer, storedOf } from './snapshots.js'
import { nextStatus, type PeerEvent } from './status.js'
import type { PeerTableParts } from './table-parts.js'

/**
 * The source of addresses added by the operator: no quota, and no checks before dialling. Not a
 * text: others are network ranges or host names, and a host may have any name.
 */
export const OPERATOR = Symbol('operator')
type Source = string | typeof OPERATOR

/** Peers that a node gets to know quickly, as a multiple of its targets: some are lost again. */
const ENOUGH = 1.25
/** Random peers looked at for each friend to be found. */
const FRIEND_GUESSES = 4
/** Candidates looked at to find one to probe. */
const PROBE_GUESSES = 16

/** The bounded table of known peers. The cost of an operation hardly depends on the size. */
export class PeerTable {
  readonly #parts: PeerTableParts
  readonly #members: Members
  readonly #picker: PeerPicker
  readonly #introductions: Introductions
  readonly #ownAliases = new OwnAliases()
  /** Addresses of the operator that left the full table: they come back if nobody else is alive. */
  readonly #operatorsAway = new Map<string, Address>()

  constructor(parts: PeerTableParts) {
    this.#parts = parts
    this.#members = new Members(parts)
    this.#picker = new PeerPicker(this.#members.lists, parts.settings, parts.random)
    this.#introductions = new Introductions(parts.clock)
  }

  get size(): number {
    return this.#members.size
  }

  /** Whether there is a peer to send to. */
  get hasPeerToSendTo(): boolean {
    const { lists } = this.#members
    if (lists.targets.ranges > 0 || this.#operatorsAway.size > 0) return true
    return this.size > lists.of('ignored').length + lists.of('candidate').length
  }

  /** Whether this node knows so few alive peers that it should get to know others quickly. */
  get isSmall(): boolean {
    const { targets } = this.#members.lists
    return targets.ranges < ENOUGH * targets.places
  }

  /** Whether somebody leaves for each one that enters: what is known has to be renewed. */
  get isFull(): boolean {
    return this.size >= this.#parts.bounds.peers
  }

  get(identifier: string): PeerRecord | undefined {
    return this.#members.get(identifier)
  }

  find(address: Address): PeerRecord | undefined {
    return this.#members.find(address)
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
    if (record !== undefined) this.#members.remove(record)
    if (this.#ownAliases.add(address)) this.#parts.recognised?.(address)
  }

  /**
   * Adds an address with status `new`, or finds it. Undefined if it is not admitted: the node's own
   * address, refused by `admitPeer` or a quota, or the table is full.
   * @param learnedFrom the network range of the node that named it, or {@link OPERATOR}
   * @param displaces who may leave a full table for it
   */
  add(address: Address, learnedFrom: Source, displaces: Displaces = 'nobody'): PeerRecord | undefined {
    const known = this.find(address)
    if (known === undefined) {
      const source = learnedFrom === OPERATOR ? OF_OPERATOR : { learnedFrom, secondHand: true }
      return this.#enter(address, source, displaces)
    }
    if (learnedFrom === OPERATOR && known.secondHand) {
      known.blocked = false
      this.#members.change(known, { secondHand: false })
    }
    return known
  }

  /**
   * A node that is not known says that it is at an address.
   * @param range the network range that it says so from
   */
  addCaller(address: Address, range: string): PeerRecord | undefined {
    return this.#introductions.take(range) ? this.add(address, range, 'alive') : undefined
  }

  /**
   * Adds addresses that another node named, as far as its range may introduce more.
   * @param given peers that were handed to that node in exchange: they may leave a full table
   * @returns those that are known, lost and can be probed: somebody else says that they are alive
   */
  introduce(addresses: readonly Address[], range: string, given: readonly PeerRecord[] = []): PeerRecord[] {
    const displaces = [...given]
    const lost: PeerRecord[] = []
    for (const address of addresses) {
      const known = this.find(address)
      if (!this.#isWorthNaming(address, known) || !this.#introductions.take(range)) continue
      if (known !== undefined) lost.push(known)
      else if (this.add(address, range, displaces) !== undefined) this.#parts.introduced?.()
    }
    return lost
  }

  #isWorthNaming(address: Address, known: PeerRecord | undefined): boolean {
    if (known === undefined) return !this.isSelf(address)
    return (known.status === 'lost' || known.status === 'dead') && this.#canBeAsked(known)
  }

  /** Ignores an address. An unknown one enters as ignored, so that it is never dialled. */
  ignore(address: Address): void {
    const known = this.find(address)
    if (known !== undefined) {
      this.note(known, 'ignored')
      return
    }
    const record = this.#enter(address, { ...OF_OPERATOR, status: 'ignored' })
    if (record !== undefined) this.#parts.updated(record, 'new')
  }

  /** All peers in the form for a queue store; also candidates, which may be all that is known. */
  stored(): StoredPeer[] {
    return Array.from(this.#members.all(), storedOf)
  }

  /** Adds a stored peer as it was, on the same conditions as any other. */
  restore(stored: StoredPeer): void {
    const { hostname, port } = stored
    if (this.find(stored) === undefined) this.#enter({ hostname, port }, stored)
  }

  /** Records an event of a peer, which may change its status. */
  note(record: PeerRecord, event: PeerEvent): void {
    const { bounds, clock } = this.#parts
    this.move(record, nextStatus(record.status, event, clock.monotonic() - record.since, bounds.killtimeout))
  }

  /** A peer could not be reached. A candidate that never can be leaves. */
  noteFailure(record: PeerRecord, reason: string, blocked: boolean): void {
    record.lastError = reason
    record.blocked = blocked
    this.note(record, 'failed')
    this.#members.removeUnreachable(record)
    if (record.reportedError === reason || record.section === undefined) return
    record.reportedError = reason
    this.#parts.failed?.(record)
  }

  /** A peer has answered. */
  noteAnswer(record: PeerRecord): void {
    record.lastError = undefined
    record.blocked = false
    this.note(record, 'exchanged')
  }

  /**
   * This node has reached a peer, and it speaks clacks.
   * @param host the network address that was dialled; its host name if the transport has none
   */
  noteReached(record: PeerRecord, host: string): void {
    const isFirstTime = !record.reachable
    if (record.section !== undefined) this.#members.reached(record, host)
    else record.reachable = true
    if (isFirstTime) this.#parts.reached?.(record)
  }

  /** Sets the status of a peer. */
  move(record: PeerRecord, status: PeerStatus): void {
    const before = record.status
    if (status === before || record.section === undefined) return
    record.time = this.#parts.clock.now()
    record.since = Math.round(this.#parts.clock.monotonic())
    this.#members.change(record, { status })
    this.#parts.updated(record, before)
  }

  /**
   * A peer sent a request: it may be reachable again, so its back-off ends. Not if its address must
   * not be dialled, or never answered: it would be alive and lost in turns for ever.
   */
  heardFrom(record: PeerRecord): void {
    if (record.blocked) return
    if (record.failures > 0 && record.section !== 'candidate') {
      record.failures = 0
      record.backoffUntil = 0
    }
    this.note(record, 'exchanged')
  }

  /** One suitable peer at random, see {@link PeerPicker}. */
  pick(suitability: (record: PeerRecord) => Suitability): PickResult {
    if (this.#operatorsAway.size > 0 && this.#members.lists.targets.ranges === 0) this.#callBack()
    return this.#picker.pick(suitability)
  }

  /**
   * One alive and reachable peer of a random range, other than `except`: an address that was only
   * named is not passed on.
   */
  friend(except: PeerRecord | undefined): PeerRecord | undefined {
    return this.friends(1, except)[0]
  }

  /** Up to `max` different peers as {@link friend} finds them. */
  friends(max: number, except: PeerRecord | undefined): PeerRecord[] {
    const friends: PeerRecord[] = []
    for (let guess = 0; guess < max * FRIEND_GUESSES && friends.length < max; guess++) {
      const record = this.#members.lists.targets.any()
      if (record === undefined) break
      if (record.reachable && record !== except && !friends.includes(record)) friends.push(record)
    }
    return friends
  }

  /** One peer at random to announce to; undefined if all are busy or backing off. */
  randomKnownPeer(): PeerRecord | undefined {
    return this.pick((record) => (this.#canBeAsked(record) ? 'suitable' : 'backing-off')).peer
  }

  /** One candidate at random that can be probed now. */
  candidate(): PeerRecord | undefined {
    const { lists } = this.#members
    return lists.search('candidate', PROBE_GUESSES, this.#parts.random, (record) => this.#canBeAsked(record))
  }

  /** All peers by status. A snapshot. */
  list(): Record<PeerStatus, Record<string, Peer>> {
    return byStatus(this.#members.all())
  }

  /** How many peers there are of each status. */
  count(): Record<PeerStatus, number> {
    const counts = { new: 0, alive: 0, lost: 0, dead: 0, ignored: 0 }
    for (const { status } of this.#members.all()) counts[status]++
    return counts
  }

  /** All peers, with the last error of each. A snapshot. */
  reports(): PeerReport[] {
    return Array.from(this.#members.all(), reportOf)
  }

  #canBeAsked({ backoffUntil, inFlight }: PeerRecord): boolean {
    return inFlight === 0 && backoffUntil <= this.#parts.clock.monotonic()
  }

  #enter(address: Address, init: RecordInit, displaces: Displaces = 'nobody'): PeerRecord | undefined {
    if (this.isSelf(address)) return undefined
    if (!this.#parts.admit(address, init.secondHand)) return undefined
    const record = new PeerRecord(address, init, this.#parts.clock)
    if (!this.#makeRoomFor(record, displaces)) return undefined
    if (!record.secondHand) this.#operatorsAway.delete(formatAddress(address))
    this.#members.insert(record)
    this.#parts.discovered(record)
    return record
  }

  #makeRoomFor(record: PeerRecord, displaces: Displaces): boolean {
    const { enters, displaced } = this.#members.makeRoomFor(record, displaces)
    if (displaced?.secondHand === false)
      this.#operatorsAway.set(displaced.name, { hostname: displaced.hostname, port: displaced.port })
    return enters
  }

  /** Nobody else is alive: the network is where it was found at first. */
  #callBack(): void {
    for (const address of [...this.#operatorsAway.values()]) this.add(address, OPERATOR)
  }
}

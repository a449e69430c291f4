import { type Address, knownAddress } from '../address.js'
import type { Clock } from '../clock.js'
import type { KnownAddress } from '../known-address.js'
import { Activity } from './activity.js'
import type { Traffic } from './one-way.js'
import type { Peer, PeerStatus } from './peer.js'
import { rangeOfHost } from './range.js'

/**
 * Where a record is listed. Candidates are second-hand and were never reached, whatever their
 * status: they get no messages and are not handed on.
 */
export type Section = PeerStatus | 'candidate'

/** Bits of the flags of a record. */
const SECOND_HAND = 1
const REACHABLE = 2
const UNCONFIRMED = 4
const CAPS_KNOWN = 8
const BLOCKED = 16
const LISTED = 32
const COUNTED = 64

/** The rank of a range that was not computed yet. */
export const UNRANKED = -1

/**
 * What this node knows about a peer. Applications see it as a {@link Peer}.
 *
 * Nodes know thousands of peers, and a process has thousands of nodes. So what a record holds is
 * small: texts are shared, numbers are small integers (others take an object each in V8), flags
 * are the bits of one of them, what few peers have is in an object of its own, and there are no
 * private methods (one more field each in V8).
 */
export class PeerRecord implements Address {
  status: PeerStatus
  /** When the status last changed, on the monotonic clock, in whole milliseconds. */
  since: number
  /** Its place in the list of its section; alive ones have their {@link rank}. */
  place = -1
  /**
   * The network range of the node that it was learned from: counted, so that none fills the table.
   * Empty if the operator added it.
   */
  readonly learnedFrom: string
  /** The network address that was dialled, once it was reached; its host name before. */
  host: string
  /** The network range of the host. */
  range: string
  /** The rank of the range among the {@link Targets}. */
  rank = UNRANKED
  /** Messages from and to its range. Undefined before the first one that is counted. */
  traffic: Traffic | undefined = undefined
  /** Its capabilities; undefined for a legacy peer, or before it answered. */
  caps: string | undefined = undefined
  readonly #address: KnownAddress
  #flags: number
  /** When the status last changed: seconds since 1970, and milliseconds. */
  #second = 0
  #millisecond = 0
  /** Undefined while nothing is in flight and nothing has failed. */
  #activity: Activity | undefined = undefined

  /** Creates a record for an address that is not in the table. */
  constructor(
    address: Address,
    { learnedFrom, secondHand, status = 'new', time, reachable = false, host }: RecordInit,
    clock: Pick<Clock, 'now' | 'monotonic'>,
  ) {
    const now = clock.now()
    this.#address = knownAddress(address)
    this.#flags = (secondHand ? SECOND_HAND : 0) | (reachable ? REACHABLE : 0)
    this.status = status
    // A stored time in the future shows that the clock was set back meanwhile.
    this.time = Math.min(time ?? now, now)
    this.since = Math.round(clock.monotonic() - (now - this.time))
    this.learnedFrom = learnedFrom
    this.host = host ?? this.hostname
    this.range = rangeOfHost(this.host, address)
  }

  get hostname(): string {
    return this.#address.hostname
  }

  get port(): number {
    return this.#address.port
  }

  /** `host:port`. */
  get name(): string {
    return this.#address.name
  }

  /** See {@link Peer.identifier}. */
  get identifier(): string {
    return this.#address.identifier
  }

  /** The JSON text of the address on the wire. */
  get json(): string {
    return this.#address.json
  }

  /** When the status last changed, in milliseconds since 1970. */
  get time(): number {
    return this.#second * 1_000 + this.#millisecond
  }

  set time(time: number) {
    this.#second = Math.floor(time / 1_000)
    // Of a difference V8 would keep an object, of what `floor` returns it does not.
    this.#millisecond = Math.floor(time - this.#second * 1_000)
  }

  /** Where it is listed; undefined outside of the table. */
  get section(): Section | undefined {
    if (!this.isListed) return undefined
    return this.isCandidate ? 'candidate' : this.status
  }

  /** Whether it is a candidate, or would be one in the table. */
  get isCandidate(): boolean {
    return this.status !== 'ignored' && this.secondHand && !this.reachable
  }

  /** Managed by the {@link PeerLists}. */
  get isListed(): boolean {
    return (this.#flags & LISTED) !== 0
  }

  set isListed(is: boolean) {
    this.#flags = withFlag(this.#flags, LISTED, is)
  }

  /**
   * Learned from another node: its address is checked before it is dialled, and it is probed before
   * its first message.
   */
  get secondHand(): boolean {
    return (this.#flags & SECOND_HAND) !== 0
  }

  set secondHand(is: boolean) {
    this.#flags = withFlag(this.#flags, SECOND_HAND, is)
  }

  /** This node has reached it, and it speaks clacks: it may be passed on as a friend. */
  get reachable(): boolean {
    return (this.#flags & REACHABLE) !== 0
  }

  set reachable(is: boolean) {
    this.#flags = withFlag(this.#flags, REACHABLE, is)
  }

  /**
   * It answered an announce as a legacy peer does, or a web server: that is still to be found out.
   */
  get unconfirmed(): boolean {
    return (this.#flags & UNCONFIRMED) !== 0
  }

  set unconfirmed(is: boolean) {
    this.#flags = withFlag(this.#flags, UNCONFIRMED, is)
  }

  /** It has answered this process, which shows its capabilities. */
  get capsKnown(): boolean {
    return (this.#flags & CAPS_KNOWN) !== 0
  }

  set capsKnown(is: boolean) {
    this.#flags = withFlag(this.#flags, CAPS_KNOWN, is)
  }

  /** Its address is in a range that must not be dialled: what it sends does not make it alive. */
  get blocked(): boolean {
    return (this.#flags & BLOCKED) !== 0
  }

  set blocked(is: boolean) {
    this.#flags = withFlag(this.#flags, BLOCKED, is)
  }

  /** It was alive, so that its traffic counts. Managed by the {@link Targets}. */
  get isCounted(): boolean {
    return (this.#flags & COUNTED) !== 0
  }

  set isCounted(is: boolean) {
    this.#flags = withFlag(this.#flags, COUNTED, is)
  }

  /** Requests that wait for an answer. */
  get inFlight(): number {
    return this.#activity?.inFlight ?? 0
  }

  set inFlight(requests: number) {
    const activity = this.#activity ?? new Activity()
    activity.inFlight = requests
    this.#activity = activity.isOver ? undefined : activity
  }

  /** The bytes of the requests that wait for an answer. */
  get bytesInFlight(): number {
    return this.#activity?.bytesInFlight ?? 0
  }

  set bytesInFlight(bytes: number) {
    const activity = this.#activity ?? new Activity()
    activity.bytesInFlight = bytes
    this.#activity = activity.isOver ? undefined : activity
  }

  /** Nothing is sent before this time, on the monotonic clock. */
  get backoffUntil(): number {
    return this.#activity?.backoffUntil ?? 0
  }

  set backoffUntil(time: number) {
    const activity = this.#activity ?? new Activity()
    activity.backoffUntil = time
    this.#activity = activity.isOver ? undefined : activity
  }

  /** Failures since its last answer. */
  get failures(): number {
    return this.#activity?.failures ?? 0
  }

  set failures(failures: number) {
    const activity = this.#activity ?? new Activity()
    activity.failures = failures
    this.#activity = activity.isOver ? undefined : activity
  }

  /** Messages that it has refused in a row. */
  get refusals(): number {
    return this.#activity?.refusals ?? 0
  }

  set refusals(refusals: number) {
    const activity = this.#activity ?? new Activity()
    activity.refusals = refusals
    this.#activity = activity.isOver ? undefined : activity
  }

  /** Why it could not be reached, since its last answer. */
  get lastError(): string | undefined {
    return this.#activity?.lastError
  }

  set lastError(lastError: string | undefined) {
    const activity = this.#activity ?? new Activity()
    activity.lastError = lastError
    this.#activity = activity.isOver ? undefined : activity
  }

  /** The error that was reported last, so that each is reported once. */
  get reportedError(): string | undefined {
    return this.#activity?.reportedError
  }

  set reportedError(reportedError: string | undefined) {
    const activity = this.#activity ?? new Activity()
    activity.reportedError = reportedError
    this.#activity = activity.isOver ? undefined : activity
  }
}

function withFlag(flags: number, flag: number, is: boolean): number {
  return is ? flags | flag : flags & ~flag
}

/** Where an address was learned. */
export type PeerSource = Pick<PeerRecord, 'learnedFrom' | 'secondHand'>

/** Of an address that the operator added: its source is not counted. */
export const OF_OPERATOR: PeerSource = { learnedFrom: '', secondHand: false }

/** What is known when an address enters the table. A restored or ignored one is not `new`. */
export type RecordInit = PeerSource & Partial<Pick<PeerRecord, 'status' | 'time' | 'reachable' | 'host'>>

/** The record as applications see it. */
export function peerOf({ identifier, hostname, port, status, time }: PeerRecord): Peer {
  return { identifier, hostname, port, status, time }
}

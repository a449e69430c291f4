import type { Address } from '../address.js'
import { formatAddress } from '../address.js'
import { idleCandidate, idleOutsider, victimIn } from './evict.js'
import { PeerLists } from './lists.js'
import { Quota } from './quota.js'
import { rangeOfHost } from './range.js'
import { type PeerRecord, UNRANKED } from './record.js'
import { Sources } from './sources.js'
import type { PeerTableParts } from './table-parts.js'
import { Targets } from './targets.js'

/** Smallest quota of a range or source, so that a small table can be used at all. */
const MIN_QUOTA = 8
/**
 * Share of the table for candidates: names that nobody answers to displace no peer that answers.
 */
const CANDIDATE_SHARE = 0.25
/**
 * Failures in a row after which a candidate leaves: the back-offs between them take 16 seconds at
 * least, in which a node restarts. One that is there again calls, or is named again.
 */
const MAX_CANDIDATE_FAILURES = 8

/**
 * Who an address that enters a full table may displace, beside peers that are lost and candidates:
 * nobody; an alive peer that gets no messages; or those that were handed out in exchange.
 */
export type Displaces = 'nobody' | 'alive' | PeerRecord[]

/** Whether a record may enter, and who left for it. */
interface Room {
  readonly enters: boolean
  readonly displaced: PeerRecord | undefined
}

/** The records of the table: who enters, who leaves, and how many there may be. */
export class Members {
  readonly lists: PeerLists
  readonly #parts: PeerTableParts
  /**
   * By `host:port`: different addresses can have the same identifier, which joins both without a
   * separator.
   */
  readonly #records = new Map<string, PeerRecord>()
  /** Created when the first one is looked for: most nodes look for none. */
  #byIdentifier: Map<string, PeerRecord> | undefined
  /** Reached peers by their range. */
  readonly #ranges: Quota
  readonly #sources: Sources

  constructor(parts: PeerTableParts) {
    this.#parts = parts
    this.lists = new PeerLists(new Targets(parts))
    const { bounds } = parts
    this.#ranges = new Quota(() => quotaOf(bounds.peers, bounds.peerShare))
    this.#sources = new Sources(() => quotaOf(this.#maxCandidates, bounds.peerShare))
  }

  get size(): number {
    return this.#records.size
  }

  get(identifier: string): PeerRecord | undefined {
    if (this.#byIdentifier === undefined) {
      this.#byIdentifier = new Map()
      for (const record of this.all()) this.#identify(record)
    }
    return this.#byIdentifier.get(identifier)
  }

  find(address: Address): PeerRecord | undefined {
    return this.#records.get(formatAddress(address))
  }

  all(): Iterable<PeerRecord> {
    return this.#records.values()
  }

  insert(record: PeerRecord): void {
    this.#records.set(record.name, record)
    this.#identify(record)
    this.#list(record)
  }

  remove(record: PeerRecord): void {
    this.#records.delete(record.name)
    if (this.#byIdentifier?.get(record.identifier) === record) this.#byIdentifier.delete(record.identifier)
    this.#unlist(record)
  }

  /** A candidate that failed too often leaves. */
  removeUnreachable(record: PeerRecord): void {
    if (record.section === 'candidate' && record.failures >= MAX_CANDIDATE_FAILURES) this.remove(record)
  }

  /** Changes what decides where a record is listed. */
  change(
    record: PeerRecord,
    changes: Partial<Pick<PeerRecord, 'status' | 'secondHand' | 'reachable'>>,
  ): void {
    this.#unlist(record)
    Object.assign(record, changes)
    this.#list(record)
  }

  /**
   * A peer answered at a network address, which says what range it is in. False if the range has no
   * room for it: then it leaves the table.
   */
  reached(record: PeerRecord, host: string): boolean {
    if (record.reachable && record.host === host) return true
    const range = rangeOfHost(host, record)
    this.#unlist(record)
    record.host = host
    const isCounted = record.reachable && record.range === range
    if (record.range !== range) {
      record.range = range
      record.traffic = undefined
      record.isCounted = false
      record.rank = UNRANKED
    }
    const hasRoom =
      !record.secondHand || isCounted || this.#ranges.hasRoom(record, this.#parts.weightOf?.(host))
    record.reachable = true
    this.#list(record)
    if (!hasRoom) this.remove(record)
    return hasRoom
  }

  /** Makes room for a record. One that the operator added enters in any case. */
  makeRoomFor(record: PeerRecord, displaces: Displaces): Room {
    const { lists } = this
    const { random } = this.#parts
    const isFull = this.size >= this.#parts.bounds.peers
    if (!record.secondHand)
      return { enters: true, displaced: isFull ? this.#displace(victimIn(lists, random)) : undefined }
    if (record.isCandidate) {
      if (this.#sources.isFull(record.learnedFrom))
        return this.#inPlaceOf(this.#sources.worstOf(record.learnedFrom))
      if (lists.of('candidate').length >= this.#maxCandidates)
        return this.#inPlaceOf(idleCandidate(lists, random))
    }
    if (!isFull) return { enters: true, displaced: undefined }
    return this.#inPlaceOf(this.#handedOut(displaces) ?? victimIn(lists, random) ?? this.#outsider(displaces))
  }

  #identify(record: PeerRecord): void {
    const known = this.#byIdentifier
    if (known?.has(record.identifier) === false) known.set(record.identifier, record)
  }

  get #maxCandidates(): number {
    return Math.max(MIN_QUOTA, Math.floor(this.#parts.bounds.peers * CANDIDATE_SHARE))
  }

  #handedOut(displaces: Displaces): PeerRecord | undefined {
    if (typeof displaces === 'string') return undefined
    for (let record = displaces.pop(); record !== undefined; record = displaces.pop()) {
      const mayLeave = record.section === 'alive' && record.inFlight === 0 && !this.lists.targets.has(record)
      if (mayLeave) return record
    }
    return undefined
  }

  #outsider(displaces: Displaces): PeerRecord | undefined {
    return displaces === 'alive' ? idleOutsider(this.lists) : undefined
  }

  #inPlaceOf(victim: PeerRecord | undefined): Room {
    return { enters: victim !== undefined, displaced: this.#displace(victim) }
  }

  #displace(victim: PeerRecord | undefined): PeerRecord | undefined {
    if (victim !== undefined) this.remove(victim)
    return victim
  }

  #list(record: PeerRecord): void {
    // Candidates have no rank: they are many, and their range is a guess.
    if (!record.isCandidate && record.rank === UNRANKED) record.rank = this.lists.targets.rankOf(record.range)
    this.lists.add(record)
    if (record.section === 'candidate') this.#sources.add(record)
    else if (record.secondHand) this.#ranges.add(record)
  }

  #unlist(record: PeerRecord): void {
    if (record.section === 'candidate') this.#sources.remove(record)
    else if (record.section !== undefined && record.secondHand) this.#ranges.remove(record)
    this.lists.remove(record)
  }
}

function quotaOf(places: number, share: number): number {
  return Math.max(MIN_QUOTA, Math.floor(places * share))
}

import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import { type AddressTexts, textsOf } from './address-texts.js'
import type { Traffic } from './one-way.js'
import type { Peer, PeerStatus } from './peer.js'
import { rangeOfHost } from './range.js'

/**
 * Where a record is listed. Candidates are second-hand and were never reached, whatever their
 * status: they get no messages and are not handed on.
 */
export type Section = PeerStatus | 'candidate'

/** What this node knows about a peer. Applications see it as a {@link Peer}. */
export interface PeerRecord extends Address, AddressTexts {
  status: PeerStatus
  /** When the status last changed, in milliseconds since 1970. */
  time: number
  /** The same on the monotonic clock. */
  since: number
  /** Where it is listed, and its place there; undefined outside of the table. */
  section: Section | undefined
  place: number
  /**
   * Learned from another node: its address is checked before it is dialled, and it is probed before
   * its first message.
   */
  secondHand: boolean
  /**
   * The network range of the node that it was learned from: counted, so that none fills the table.
   * Empty if the operator added it.
   */
  learnedFrom: string
  /** This node has reached it, and it speaks clacks: it may be passed on as a friend. */
  reachable: boolean
  /**
   * It answered an announce as a legacy peer does, or a web server: that is still to be found out.
   */
  unconfirmed: boolean
  /** The network address that was dialled, once it was reached; its host name before. */
  host: string
  /** The network range of the host, and its rank among the {@link Targets}. */
  range: string
  rank: number
  /**
   * What its range took and brought, since it was alive for the first time. Managed by {@link
   * Targets}.
   */
  traffic: Traffic | undefined
  /** Its capabilities; undefined for a legacy peer, or before it answered. */
  caps: string | undefined
  /** It has answered this process, which shows its capabilities. */
  capsKnown: boolean
  /** Requests that wait for an answer, and their bytes. */
  inFlight: number
  bytesInFlight: number
  /** Nothing is sent before this time, on the monotonic clock. */
  backoffUntil: number
  /** Failures since its last answer. */
  failures: number
  /** Messages that it has refused in a row. */
  refusals: number
  /** Why it could not be reached, since its last answer. */
  lastError: string | undefined
  /** The error that was reported last, so that each is reported once. */
  reportedError: string | undefined
  /** Its address is in a range that must not be dialled: what it sends does not make it alive. */
  blocked: boolean
}

/** A peer with what an operator wants to know about it. */
export interface PeerReport extends Peer {
  /** Why it could not be reached the last time; missing if it was reached since. */
  readonly lastError?: string
}

/** A peer as a queue store stores it: what applications see of it, and how far it is trusted. */
export type StoredPeer = Omit<Peer, 'identifier'> &
  Pick<PeerRecord, 'secondHand' | 'learnedFrom' | 'host' | 'reachable'>

/** Where an address was learned. */
export type PeerSource = Pick<PeerRecord, 'learnedFrom' | 'secondHand'>

/** Of an address that the operator added: its source is not counted. */
export const OF_OPERATOR: PeerSource = { learnedFrom: '', secondHand: false }

/** What is known when an address enters the table. A restored or ignored one is not `new`. */
export type RecordInit = PeerSource & Partial<Pick<PeerRecord, 'status' | 'time' | 'reachable' | 'host'>>

/** Creates a record for an address that is not in the table. */
export function recordOf(
  address: Address,
  { learnedFrom, secondHand, status = 'new', time, reachable = false, host: dialled }: RecordInit,
  clock: Pick<Clock, 'now' | 'monotonic'>,
): PeerRecord {
  const now = clock.now()
  const { hostname, name, identifier, json } = textsOf(address)
  const host = dialled ?? hostname
  return {
    hostname,
    port: address.port,
    name,
    identifier,
    json,
    status,
    // A stored time in the future shows that the clock was set back meanwhile.
    time: Math.min(time ?? now, now),
    since: clock.monotonic() - Math.max(0, now - (time ?? now)),
    section: undefined,
    place: -1,
    secondHand,
    learnedFrom,
    reachable,
    unconfirmed: false,
    host,
    range: rangeOfHost(host, address),
    rank: 0,
    traffic: undefined,
    caps: undefined,
    capsKnown: false,
    inFlight: 0,
    bytesInFlight: 0,
    backoffUntil: 0,
    failures: 0,
    refusals: 0,
    lastError: undefined,
    reportedError: undefined,
    blocked: false,
  }
}

/** The record as applications see it. */
export function peerOf({ identifier, hostname, port, status, time }: PeerRecord): Peer {
  return { identifier, hostname, port, status, time }
}

/** The record as operators see it. */
export function reportOf(record: PeerRecord): PeerReport {
  const { lastError } = record
  return { ...peerOf(record), ...(lastError !== undefined && { lastError }) }
}

/** The record as a queue store stores it. */
export function storedOf(record: PeerRecord): StoredPeer {
  const { hostname, port, status, time, secondHand, learnedFrom, host, reachable } = record
  return { hostname, port, status, time, secondHand, learnedFrom, host, reachable }
}

/** Records as applications see them, by status and identifier. */
export function byStatus(records: Iterable<PeerRecord>): Record<PeerStatus, Record<string, Peer>> {
  const all: Record<PeerStatus, Record<string, Peer>> = {
    new: {},
    alive: {},
    lost: {},
    dead: {},
    ignored: {},
  }
  for (const record of records) all[record.status][record.identifier] = peerOf(record)
  return all
}

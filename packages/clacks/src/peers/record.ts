import type { Address } from '../address.js'
import { addressJson } from '../address.js'
import type { Group } from './group.js'
import { identifierOf, type Peer, type PeerStatus } from './peer.js'

/** What the rooms know of a peer. Outside of them it is seen as a {@link Peer}. */
export interface PeerRecord extends Address {
  readonly identifier: string
  /** The address as it stands on the wire. */
  readonly json: string
  status: PeerStatus
  /** When the status last changed, in milliseconds since 1970. */
  time: number
  /** Its place in the list of its status; the table's own. */
  place: number
  /** Others told us of it: its address is checked before it is dialled, and it must prove itself before it gets a message. */
  secondHand: boolean
  /** Those of its origin, and its place among them; the table's own. */
  group: Group<PeerRecord> | undefined
  placeInGroup: number
  /** Who told us: counted, so that no source fills the table. */
  learnedFrom: string
  /** Where it comes from, for picking: that of who told us, until it comes from a network of its own; itself where the operator named it. */
  origin: string
  /** We reached it ourselves and it speaks clacks: it may be handed on as a friend. */
  reachable: boolean
  /** What it can do beyond the original protocol; undefined for a legacy peer, or before we reached it. */
  caps: string | undefined
  /** Requests that wait for its answer, and their bytes. */
  inFlight: number
  bytesInFlight: number
  /** Not to be asked before this moment. */
  backoffUntil: number
  /** Failures since it last answered. */
  failures: number
}

/** A peer as a queue store keeps it: what applications see of it, and how far it is trusted. */
export type StoredPeer = Omit<Peer, 'identifier'> &
  Pick<PeerRecord, 'secondHand' | 'learnedFrom' | 'origin' | 'reachable'>

/** How an address came to us. */
export type PeerSource = Pick<PeerRecord, 'learnedFrom' | 'origin' | 'secondHand'>

/** What is known of an address when it enters: one that does not enter as a new one was kept, or is not wanted. */
export type RecordInit = PeerSource & Partial<Pick<PeerRecord, 'status' | 'time' | 'reachable'>>

/** A record of an address that is not in the table yet. */
export function recordOf(
  address: Address,
  { learnedFrom, origin, secondHand, status = 'new', time, reachable = false }: RecordInit,
  now: number,
): PeerRecord {
  return {
    identifier: identifierOf(address.hostname, address.port),
    hostname: address.hostname,
    port: address.port,
    json: addressJson(address),
    status,
    time: time ?? now,
    place: -1,
    group: undefined,
    placeInGroup: -1,
    secondHand,
    learnedFrom,
    origin: secondHand ? origin : `${address.hostname} ${address.port}`,
    reachable,
    caps: undefined,
    inFlight: 0,
    bytesInFlight: 0,
    backoffUntil: 0,
    failures: 0,
  }
}

/** The record as applications see it. */
export function peerOf({ identifier, hostname, port, status, time }: PeerRecord): Peer {
  return { identifier, hostname, port, status, time }
}

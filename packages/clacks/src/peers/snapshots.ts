import type { Peer, PeerStatus } from './peer.js'
import { type PeerRecord, peerOf } from './record.js'

/** A peer with what an operator wants to know about it. */
export interface PeerReport extends Peer {
  /** Why it could not be reached the last time; missing if it was reached since. */
  readonly lastError?: string
}

/** A peer as a queue store stores it: what applications see of it, and how far it is trusted. */
export type StoredPeer = Omit<Peer, 'identifier'> &
  Pick<PeerRecord, 'secondHand' | 'learnedFrom' | 'host' | 'reachable'>

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

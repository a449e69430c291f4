import type { Random } from '../random.js'
import type { StatusLists } from './lists.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** Records checked per status to find one to evict. */
const GUESSES = 8
/** The order of eviction when the table is full. */
const EVICTED_FIRST: readonly PeerStatus[] = ['dead', 'lost', 'new']

/** A record that may leave a full table: one of other nodes, without a request in flight. */
export function victimIn(lists: StatusLists, random: Random): PeerRecord | undefined {
  for (const status of EVICTED_FIRST) {
    const isEvictable = (record: PeerRecord): boolean => record.secondHand && record.inFlight === 0
    const victim = lists.search(status, GUESSES, random, isEvictable)
    if (victim !== undefined) return victim
  }
  return undefined
}

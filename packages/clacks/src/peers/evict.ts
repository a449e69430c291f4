import type { Random } from '../random.js'
import type { PeerLists } from './lists.js'
import type { PeerRecord, Section } from './record.js'

/** Records checked per section to find one to evict. */
const GUESSES = 8
/** The order of eviction when the table is full. */
const EVICTED_FIRST: readonly Section[] = ['dead', 'lost', 'candidate']

/** A record that may leave a full table: one of other nodes, without a request in flight. */
export function victimIn(lists: PeerLists, random: Random): PeerRecord | undefined {
  for (const section of EVICTED_FIRST) {
    const victim = idleIn(section, lists, random)
    if (victim !== undefined) return victim
  }
  return undefined
}

/** A candidate that may make way for another one. */
export function idleCandidate(lists: PeerLists, random: Random): PeerRecord | undefined {
  return idleIn('candidate', lists, random)
}

/**
 * An alive peer that may leave a full table, so that those who come later can be known: none that
 * messages go to.
 */
export function idleOutsider({ targets }: PeerLists): PeerRecord | undefined {
  for (let guess = 0; guess < GUESSES; guess++) {
    const record = targets.outsider()
    if (record === undefined || record.inFlight === 0) return record
  }
  return undefined
}

function idleIn(section: Section, lists: PeerLists, random: Random): PeerRecord | undefined {
  return lists.search(section, GUESSES, random, (record) => record.secondHand && record.inFlight === 0)
}

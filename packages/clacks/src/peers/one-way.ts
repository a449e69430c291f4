/**
 * Messages that a range takes before it is judged: chance alone gives nobody that many in a row.
 */
const GRACE = 12
/** One that brings a quarter of what it takes is as useful as its rate allows. */
const EXPECTED_SHARE = 0.25
/** Counts are halved beyond this, so that a range is judged by what it did lately. */
const MAX_COUNT = 256
/** The chance of a one-way range beside that of others: enough for one that only listens. */
export const ONE_WAY_CHANCE = 0.25

/** The messages that the peers of a network range took from this node, and brought to it. */
export interface Traffic {
  taken: number
  brought: number
}

/** A peer whose traffic may count: only that of peers that have been alive does. */
interface Counted {
  readonly isCounted: boolean
  traffic: Traffic | undefined
}

/** A peer took a message from this node. */
export function countTaken(peer: Counted): void {
  if (!peer.isCounted) return
  const traffic = trafficOf(peer)
  traffic.taken++
  if (traffic.taken < MAX_COUNT) return
  traffic.taken /= 2
  traffic.brought /= 2
}

/** A peer brought a message to this node. */
export function countBrought(peer: Counted): void {
  if (peer.isCounted) trafficOf(peer).brought++
}

/** The traffic of the range of a peer, to be shared with other peers of it. */
export function trafficOf(peer: Counted): Traffic {
  peer.traffic ??= { taken: 0, brought: 0 }
  return peer.traffic
}

/**
 * Whether a range takes messages and hardly ever brings any: it may swallow them. Where all peers
 * pick each other alike, each brings as many as it takes.
 */
export function isOneWay({ taken, brought }: Traffic): boolean {
  return taken > GRACE && brought < (taken - GRACE) * EXPECTED_SHARE
}

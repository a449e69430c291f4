import type { Random } from '../random.js'
import { trafficOf } from './one-way.js'
import type { PeerRecord } from './record.js'

/** The peers of one network range that can be picked. Most ranges have one: it is its group. */
export type RangeGroup = PeerRecord | SharedRange

/** The peers of one host: one that listens on many ports is picked as often as any other. */
type Host = readonly PeerRecord[]

/** Several peers of one range. Replaced when it changes. */
class SharedRange {
  readonly range: string
  /** Its place in the order of ranges. */
  readonly rank: number
  readonly hosts: readonly Host[]

  constructor({ range, rank }: RangeGroup, hosts: readonly Host[]) {
    this.range = range
    this.rank = rank
    this.hosts = hosts
  }
}

/**
 * A group with one more peer. All peers of it have the same traffic: a new one of its range is not
 * new.
 */
export function withPeer(group: RangeGroup, record: PeerRecord): RangeGroup {
  const [first] = hostsOf(group)[0] ?? []
  if (first !== undefined) record.traffic = trafficOf(first)
  return new SharedRange(group, [...othersThan(group, record), [...peersOf(group, record), record]])
}

/** A group without a peer; undefined if that was the last one. */
export function withoutPeer(group: RangeGroup, record: PeerRecord): RangeGroup | undefined {
  const others = othersThan(group, record)
  const left = peersOf(group, record).filter((other) => other !== record)
  const hosts = left.length === 0 ? others : [...others, left]
  const [[only] = []] = hosts
  return hosts.flat().length > 1 ? new SharedRange(group, hosts) : only
}

/** One peer at random: a host first, then one of its addresses. */
export function onePeerOf(group: RangeGroup, random: Random): PeerRecord | undefined {
  if (!(group instanceof SharedRange)) return group
  const host = group.hosts[placeIn(group.hosts, random)]
  return host?.[placeIn(host, random)]
}

/** The first peer for which a function returns true. */
export function findPeer(group: RangeGroup, isIt: (record: PeerRecord) => boolean): PeerRecord | undefined {
  if (!(group instanceof SharedRange)) return isIt(group) ? group : undefined
  for (const host of group.hosts) for (const record of host) if (isIt(record)) return record
  return undefined
}

/** Number of peers. */
export function sizeOf(group: RangeGroup): number {
  return group instanceof SharedRange ? group.hosts.reduce((sum, host) => sum + host.length, 0) : 1
}

function hostsOf(group: RangeGroup): readonly Host[] {
  return group instanceof SharedRange ? group.hosts : [[group]]
}

function othersThan(group: RangeGroup, { host }: PeerRecord): Host[] {
  return hostsOf(group).filter(([first]) => first?.host !== host)
}

function peersOf(group: RangeGroup, { host }: PeerRecord): Host {
  return hostsOf(group).find(([first]) => first?.host === host) ?? []
}

function placeIn({ length }: readonly unknown[], random: Random): number {
  return length === 1 ? 0 : Math.floor(random.fraction() * length)
}

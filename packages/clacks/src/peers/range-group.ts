import type { Random } from '../random.js'
import type { Traffic } from './one-way.js'
import type { PeerRecord } from './record.js'

/** The peers of one host: one that listens on many ports is picked as often as any other. */
interface Host {
  readonly name: string
  readonly records: readonly PeerRecord[]
}

/** The peers of one network range that can be picked, by host. Most ranges have one. */
export class RangeGroup {
  /** Its place in the order of ranges. */
  readonly rank: number
  readonly traffic: Traffic
  /** Replaced when it changes: `push` reserves places, and there are many groups. */
  #hosts: readonly Host[] = []

  /** @param traffic what the range did before, if it was known: being lost makes nobody new */
  constructor(rank: number, traffic: Traffic = { taken: 0, brought: 0 }) {
    this.rank = rank
    this.traffic = traffic
  }

  get isEmpty(): boolean {
    return this.#hosts.length === 0
  }

  add(record: PeerRecord): void {
    record.traffic = this.traffic
    const records = this.#recordsOf(record).concat(record)
    this.#hosts = this.#othersThan(record).concat({ name: record.host, records })
  }

  remove(record: PeerRecord): void {
    const others = this.#othersThan(record)
    const records = this.#recordsOf(record).filter((other) => other !== record)
    this.#hosts = records.length === 0 ? others : others.concat({ name: record.host, records })
  }

  /** One peer at random: a host first, then one of its addresses. */
  oneOf(random: Random): PeerRecord | undefined {
    const host = this.#hosts[placeIn(this.#hosts, random)]
    return host?.records[placeIn(host.records, random)]
  }

  /** The first peer for which a function returns true. */
  find(isIt: (record: PeerRecord) => boolean): PeerRecord | undefined {
    for (const { records } of this.#hosts) for (const record of records) if (isIt(record)) return record
    return undefined
  }

  #othersThan({ host }: PeerRecord): readonly Host[] {
    return this.#hosts.filter(({ name }) => name !== host)
  }

  #recordsOf({ host }: PeerRecord): readonly PeerRecord[] {
    return this.#hosts.find(({ name }) => name === host)?.records ?? []
  }
}

function placeIn({ length }: readonly unknown[], random: Random): number {
  return length === 1 ? 0 : Math.floor(random.fraction() * length)
}

import type { Random } from '../random.js'
import type { Traffic } from './one-way.js'
import type { PeerRecord } from './record.js'

/** The peers of one host: one that listens on many ports is picked as often as any other. */
interface Host {
  readonly name: string
  readonly records: PeerRecord[]
}

/** The peers of one network range that can be picked, by host. Most ranges have one. */
export class RangeGroup {
  /** Its place in the order of ranges. */
  readonly rank: number
  readonly traffic: Traffic
  readonly #hosts: Host[] = []

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
    const host = this.#hosts.find(({ name }) => name === record.host)
    if (host === undefined) this.#hosts.push({ name: record.host, records: [record] })
    else host.records.push(record)
  }

  remove(record: PeerRecord): void {
    const place = this.#hosts.findIndex(({ name }) => name === record.host)
    const host = this.#hosts[place]
    if (host === undefined) return
    host.records.splice(host.records.indexOf(record), 1)
    if (host.records.length === 0) this.#hosts.splice(place, 1)
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
}

function placeIn({ length }: readonly unknown[], random: Random): number {
  return length === 1 ? 0 : Math.floor(random.fraction() * length)
}

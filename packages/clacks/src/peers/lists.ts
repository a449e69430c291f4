import type { Random } from '../random.js'
import { Groups } from './groups.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** The records of each status in a list, so that moving one and picking one at random cost the same at any size. */
export class StatusLists {
  readonly #lists: Record<PeerStatus, PeerRecord[]> = { new: [], alive: [], lost: [], dead: [], ignored: [] }

  /** The alive ones by where they come from: whoever makes up a thousand addresses is picked as often as one honest peer. */
  readonly #origins = new Groups()

  of(status: PeerStatus): readonly PeerRecord[] {
    return this.#lists[status]
  }

  /** A record enters the table; it is in no list yet. */
  join(record: PeerRecord): void {
    this.#origins.join(record)
  }

  /** A record that is in no list any more leaves the table. */
  leave(record: PeerRecord): void {
    this.#origins.leave(record)
  }

  add(record: PeerRecord): void {
    const list = this.#lists[record.status]
    record.place = list.length
    list.push(record)
    if (record.status === 'alive') this.#origins.add(record)
  }

  remove(record: PeerRecord): void {
    const list = this.#lists[record.status]
    const last = list.pop()
    if (last !== undefined && last !== record) {
      list[record.place] = last
      last.place = record.place
    }
    record.place = -1
    if (record.status === 'alive') this.#origins.remove(record)
  }

  /** The first of at most `most` records of a status that `suits`, each asked once, from a random one on. */
  search(
    status: PeerStatus,
    most: number,
    random: Random,
    suits: (record: PeerRecord) => boolean,
  ): PeerRecord | undefined {
    const list = this.#lists[status]
    const start = list.length > 1 ? Math.floor(random.fraction() * list.length) : 0
    for (let step = 0; step < Math.min(most, list.length); step++) {
      const record = list[(start + step) % list.length]
      if (record !== undefined && suits(record)) return record
    }
    return undefined
  }

  /** One record of a status at random; of the alive, one of an origin at random. */
  oneOf(status: PeerStatus, random: Random): PeerRecord | undefined {
    if (status === 'alive') return this.#origins.oneOf(random)
    const list = this.#lists[status]
    return list[Math.floor(random.fraction() * list.length)]
  }
}

import type { Random } from '../random.js'
import { Groups } from './groups.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** The records of each status in a list: moving one and picking one at random are O(1). */
export class StatusLists {
  readonly #lists: Record<PeerStatus, PeerRecord[]> = { new: [], alive: [], lost: [], dead: [], ignored: [] }

  /**
   * Alive peers by origin: one that makes up a thousand addresses is picked as often as an honest
   * peer.
   */
  readonly #origins = new Groups()

  of(status: PeerStatus): readonly PeerRecord[] {
    return this.#lists[status]
  }

  /** A record enters the table; it is not in a list yet. */
  join(record: PeerRecord): void {
    this.#origins.join(record)
  }

  /** A record leaves the table; it is not in a list any more. */
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

  /** The first suitable one of at most `max` records of a status, starting at a random one. */
  search(
    status: PeerStatus,
    max: number,
    random: Random,
    isSuitable: (record: PeerRecord) => boolean,
  ): PeerRecord | undefined {
    const list = this.#lists[status]
    const start = list.length > 1 ? Math.floor(random.fraction() * list.length) : 0
    for (let step = 0; step < Math.min(max, list.length); step++) {
      const record = list[(start + step) % list.length]
      if (record !== undefined && isSuitable(record)) return record
    }
    return undefined
  }

  /** One record of a status at random; of the alive ones, one of a random origin. */
  oneOf(status: PeerStatus, random: Random): PeerRecord | undefined {
    if (status === 'alive') return this.#origins.oneOf(random)
    const list = this.#lists[status]
    return list[Math.floor(random.fraction() * list.length)]
  }
}

import type { Random } from '../random.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord } from './record.js'

/** The records of each status in a list, so that moving one and picking one at random cost the same at any size. */
export class StatusLists {
  readonly #lists: Record<PeerStatus, PeerRecord[]> = { new: [], alive: [], lost: [], dead: [], ignored: [] }

  of(status: PeerStatus): readonly PeerRecord[] {
    return this.#lists[status]
  }

  add(record: PeerRecord): void {
    const list = this.#lists[record.status]
    record.place = list.length
    list.push(record)
  }

  remove(record: PeerRecord): void {
    const list = this.#lists[record.status]
    const last = list.pop()
    if (last !== undefined && last !== record) {
      list[record.place] = last
      last.place = record.place
    }
    record.place = -1
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

  oneOf(status: PeerStatus, random: Random): PeerRecord | undefined {
    const list = this.#lists[status]
    return list[Math.floor(random.fraction() * list.length)]
  }
}

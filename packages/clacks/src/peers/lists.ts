import type { Random } from '../random.js'
import type { PeerStatus } from './peer.js'
import type { PeerRecord, Section } from './record.js'
import type { Targets } from './targets.js'

type Listed = Exclude<Section, 'alive'>

/** The records of the table by section: moving and picking one cost the same at any size. */
export class PeerLists {
  readonly targets: Targets
  readonly #lists: Record<Listed, PeerRecord[]> = {
    candidate: [],
    new: [],
    lost: [],
    dead: [],
    ignored: [],
  }

  /** @param targets takes the alive peers */
  constructor(targets: Targets) {
    this.targets = targets
  }

  of(section: Listed): readonly PeerRecord[] {
    return this.#lists[section]
  }

  /** The peers of a status that can get messages; of the alive ones, their network ranges. */
  countOf(status: PeerStatus): number {
    return status === 'alive' ? this.targets.ranges : this.#lists[status].length
  }

  add(record: PeerRecord): void {
    record.isListed = true
    const { section } = record
    if (section === undefined) return
    if (section === 'alive') {
      this.targets.add(record)
      return
    }
    const list = this.#lists[section]
    record.place = list.length
    list.push(record)
  }

  remove(record: PeerRecord): void {
    const { section } = record
    record.isListed = false
    if (section === undefined) return
    if (section === 'alive') {
      this.targets.remove(record)
      return
    }
    const list = this.#lists[section]
    const last = list.pop()
    if (last !== undefined && last !== record) {
      list[record.place] = last
      last.place = record.place
    }
  }

  /** The first suitable one of at most `max` records of a section, starting at a random one. */
  search(
    section: Section,
    max: number,
    random: Random,
    isSuitable: (record: PeerRecord) => boolean,
  ): PeerRecord | undefined {
    if (section === 'alive') return this.targets.search(max, isSuitable)
    const list = this.#lists[section]
    const start = list.length > 1 ? Math.floor(random.fraction() * list.length) : 0
    for (let step = 0; step < Math.min(max, list.length); step++) {
      const record = list[(start + step) % list.length]
      if (record !== undefined && isSuitable(record)) return record
    }
    return undefined
  }

  /** One record of a status at random; of the alive ones, a target. */
  oneOf(status: PeerStatus, random: Random): PeerRecord | undefined {
    if (status === 'alive') return this.targets.oneOf()
    const list = this.#lists[status]
    return list[Math.floor(random.fraction() * list.length)]
  }
}

import type { Random } from '../random.js'
import { Group } from './group.js'
import type { PeerRecord } from './record.js'

/**
 * Peers grouped by origin, so that each origin is equally likely to be picked, however many peers
 * it has. A record refers to its group while it is in the table: frequent operations need no
 * lookup.
 */
export class Groups {
  readonly #byOrigin = new Map<string, Group<PeerRecord>>()
  readonly #filled: Group<PeerRecord>[] = []

  /** A record enters the table, or its origin has changed. */
  join(record: PeerRecord): void {
    let group = this.#byOrigin.get(record.origin)
    if (group === undefined) {
      group = new Group<PeerRecord>(record.origin)
      this.#byOrigin.set(record.origin, group)
    }
    group.belonging++
    record.group = group
  }

  /** A record that cannot be picked leaves the table, or its origin changes. */
  leave(record: PeerRecord): void {
    const { group } = record
    if (group === undefined) return
    record.group = undefined
    group.belonging--
    if (group.belonging === 0) this.#byOrigin.delete(group.origin)
  }

  /** A record can be picked from now on. */
  add(record: PeerRecord): void {
    const { group } = record
    if (group === undefined) return
    if (group.size === 0) {
      group.place = this.#filled.length
      this.#filled.push(group)
    }
    group.add(record)
  }

  remove(record: PeerRecord): void {
    const { group } = record
    if (group === undefined) return
    group.remove(record)
    if (group.size === 0) this.#takeOut(group)
  }

  oneOf(random: Random): PeerRecord | undefined {
    const group = this.#filled[Math.floor(random.fraction() * this.#filled.length)]
    if (group === undefined) return undefined
    const { size } = group
    return group.at(size === 1 ? 0 : Math.floor(random.fraction() * size))
  }

  #takeOut(group: Group<PeerRecord>): void {
    const last = this.#filled.pop()
    if (last === undefined || last === group) return
    this.#filled[group.place] = last
    last.place = group.place
  }
}

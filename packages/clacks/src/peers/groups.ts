import type { Random } from '../random.js'
import type { PeerRecord } from './record.js'

/** Peers in groups, so that a group is as likely to be picked as another, however many are in it. Each operation in O(1). */
export class Groups {
  readonly #members = new Map<string, PeerRecord[]>()
  readonly #names: string[] = []
  readonly #places = new Map<string, number>()

  add(group: string, record: PeerRecord): void {
    let members = this.#members.get(group)
    if (members === undefined) {
      members = []
      this.#members.set(group, members)
      this.#places.set(group, this.#names.length)
      this.#names.push(group)
    }
    record.placeInGroup = members.length
    members.push(record)
  }

  remove(group: string, record: PeerRecord): void {
    const members = this.#members.get(group)
    const last = members?.pop()
    if (members === undefined || last === undefined) return
    if (last !== record) {
      members[record.placeInGroup] = last
      last.placeInGroup = record.placeInGroup
    }
    if (members.length === 0) this.#forget(group)
  }

  oneOf(random: Random): PeerRecord | undefined {
    const name = this.#names[Math.floor(random.fraction() * this.#names.length)]
    const members = name === undefined ? undefined : this.#members.get(name)
    return members?.[members.length === 1 ? 0 : Math.floor(random.fraction() * members.length)]
  }

  #forget(group: string): void {
    const place = this.#places.get(group)
    const last = this.#names.pop()
    this.#members.delete(group)
    this.#places.delete(group)
    if (place === undefined || last === undefined || last === group) return
    this.#names[place] = last
    this.#places.set(last, place)
  }
}

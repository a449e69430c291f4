import type { PeerRecord } from './record.js'

/** The peers of one origin that can be picked. Most have one: it lies in the group itself, so that picking it is one step less. */
export class Group {
  readonly origin: string
  /** Records of the table that belong here, members or not. */
  belonging = 0
  /** Its place among the groups that have members. */
  place = -1
  #first: PeerRecord | undefined
  #others: PeerRecord[] | undefined

  constructor(origin: string) {
    this.origin = origin
  }

  get size(): number {
    return this.#first === undefined ? 0 : 1 + (this.#others?.length ?? 0)
  }

  at(place: number): PeerRecord | undefined {
    return place === 0 ? this.#first : this.#others?.[place - 1]
  }

  add(record: PeerRecord): void {
    record.placeInGroup = this.size
    if (this.#first === undefined) {
      this.#first = record
    } else {
      this.#others ??= []
      this.#others.push(record)
    }
  }

  /** The last one takes the place of the one that goes. */
  remove(record: PeerRecord): void {
    const last = this.#others?.pop()
    if (last === undefined) this.#first = undefined
    else if (last !== record) this.#put(last, record.placeInGroup)
    if (this.#others?.length === 0) this.#others = undefined
    record.placeInGroup = -1
  }

  #put(record: PeerRecord, place: number): void {
    record.placeInGroup = place
    if (place === 0) this.#first = record
    else if (this.#others !== undefined) this.#others[place - 1] = record
  }
}

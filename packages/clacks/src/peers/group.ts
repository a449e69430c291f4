/** What a group holds: it knows its own place, so that it can be removed in O(1). */
export interface GroupItem {
  /** Its place in its group; -1 outside of one. Managed by the group. */
  placeInGroup: number
}

/**
 * The peers of one origin that can be picked. Most origins have one peer: it is stored in the group
 * itself, which saves a lookup on each pick.
 */
export class Group<Item extends GroupItem> {
  readonly origin: string
  /** Peers of the table with this origin, whether they can be picked or not. */
  belonging = 0
  /** Its place among the groups that are not empty. */
  place = -1
  #first: Item | undefined
  #others: Item[] | undefined

  constructor(origin: string) {
    this.origin = origin
  }

  get size(): number {
    return this.#first === undefined ? 0 : 1 + (this.#others?.length ?? 0)
  }

  at(place: number): Item | undefined {
    return place === 0 ? this.#first : this.#others?.[place - 1]
  }

  add(item: Item): void {
    item.placeInGroup = this.size
    if (this.#first === undefined) {
      this.#first = item
    } else {
      this.#others ??= []
      this.#others.push(item)
    }
  }

  /** The last one takes the place of the one that is removed. */
  remove(item: Item): void {
    const last = this.#others?.pop()
    if (last === undefined) this.#first = undefined
    else if (last !== item) this.#put(last, item.placeInGroup)
    if (this.#others?.length === 0) this.#others = undefined
    item.placeInGroup = -1
  }

  #put(item: Item, place: number): void {
    item.placeInGroup = place
    if (place === 0) this.#first = item
    else if (this.#others !== undefined) this.#others[place - 1] = item
  }
}

/** What has a place in the order of network ranges. */
export interface Ranked {
  readonly range: string
  /** A keyed hash of the range, see {@link Targets.rankOf}. */
  readonly rank: number
}

/**
 * The place of a range in a list that is sorted by rank, or where it would be inserted. The names
 * of ranges that happen to have one rank decide.
 */
export function placeOf(list: readonly Ranked[], rank: number, range = ''): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = list[middle]
    if (other !== undefined && (other.rank < rank || (other.rank === rank && other.range < range)))
      low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The value of the `Clacks-Caps` header in every request and response: the version of the
 * extensions to the original protocol. 1: repeated transfers are recognised (`Clacks-Transfer`),
 * and the answer to an announce carries friends. 2: requests and answers carry `friends` to swap,
 * and requests say how long the sender's queue takes (`waiting`). A peer without the header is a
 * legacy peer.
 */
export const CAPABILITIES = '2'

/** The first version with `friends` and `waiting`. */
const SWAPS_FRIENDS = 2

/** Whether a peer knows `friends` and `waiting`. @param caps its header, if it showed one */
export function swapsFriends(caps: string | undefined): boolean {
  return caps !== undefined && Number.parseInt(caps, 10) >= SWAPS_FRIENDS
}

/**
 * The value of the `Clacks-Caps` header in every request and response: the version of the
 * extensions to the original protocol. 1: repeated transfers are recognised (`Clacks-Transfer`),
 * and the answer to an announce carries friends. 2: requests and answers carry `friends` to swap,
 * requests say how long the sender's queue takes (`waiting`), and a request may carry a batch of
 * messages. A peer without the header is a legacy peer.
 */
export const CAPABILITIES = '2'

/** The first version with `friends`, `waiting` and batches. */
const SECOND = 2

/** Whether a peer knows `friends` and `waiting`. @param caps its header, if it showed one */
export function swapsFriends(caps: string | undefined): boolean {
  return versionOf(caps) >= SECOND
}

/** Whether a peer takes batches. @param caps its header, if it showed one */
export function takesBatches(caps: string | undefined): boolean {
  return versionOf(caps) >= SECOND
}

function versionOf(caps: string | undefined): number {
  return caps === undefined ? 0 : Number.parseInt(caps, 10)
}

import type { Address } from '../address.js'
import type { PeerRecord } from '../peers/record.js'
import type { Reply } from '../transport/transport.js'
import { encodeFriends } from '../wire/encode.js'

/** Friends in an answer: enough to learn a network quickly, too few to map it. */
export const FRIENDS_IN_ANSWER = 4

/** An empty list for all requests that name nobody. */
export const NOBODY: readonly never[] = []

/** Whether an answer carries friends: one that takes a message, or refuses it for now. */
export function carriesFriends({ status }: Reply): boolean {
  return status === 200 || status === 503
}

/** An answer with friends, for a peer that swaps them, if it carries any. */
export function withFriends(reply: Reply, given: readonly PeerRecord[]): Reply {
  return given.length > 0 && carriesFriends(reply)
    ? {
        ...reply,
        body: encodeFriends(
          given.map(({ json }) => json),
          reply.body,
        ),
      }
    : reply
}

/** All friends that a payload names. */
export function namedIn(
  friend: Address | undefined,
  friends: readonly Address[] = NOBODY,
): readonly Address[] {
  return friend === undefined ? friends : [friend, ...friends]
}

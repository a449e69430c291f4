import type { Address } from '../address.js'
import { isRecord, own, readAddress } from './fields.js'

/** Friends read from one request or answer. */
const MAX_FRIENDS = 8

/**
 * The valid ones of a list of friends; undefined if it is not a list. A friend is a hint: an
 * invalid one is ignored.
 */
export function readFriends(value: unknown): readonly Address[] | undefined {
  if (!Array.isArray(value)) return undefined
  const friends = value.slice(0, MAX_FRIENDS).flatMap((friend: unknown) => readAddress(friend) ?? [])
  return Object.freeze(friends)
}

/** The friends in the body of an answer. */
export function friendsIn(body: string): readonly Address[] {
  if (body === '') return []
  try {
    const answer: unknown = JSON.parse(body)
    return (isRecord(answer) && readFriends(own(answer, 'friends'))) || []
  } catch {
    return []
  }
}

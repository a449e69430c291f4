import type { Address } from '../address.js'
import { parseAddress } from '../address.js'

/** Friends read from one request or answer. */
const MAX_FRIENDS = 8

/**
 * The valid ones of a list of friends; undefined if it is not a list. A friend is a hint: an
 * invalid one is ignored.
 */
export function readFriends(value: unknown): Address[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.slice(0, MAX_FRIENDS).flatMap((friend: { hostname?: unknown; port?: unknown } | null) => {
    const address = parseAddress(friend?.hostname, friend?.port)
    return address === undefined ? [] : [address]
  })
}

/** The friends in the body of an answer. */
export function friendsIn(body: string): Address[] {
  if (body === '') return []
  try {
    return readFriends((JSON.parse(body) as { friends?: unknown } | null)?.friends) ?? []
  } catch {
    return []
  }
}

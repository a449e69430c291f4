import type { Address } from '../address.js'
import type { Clock } from '../clock.js'
import { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { InboundRequest, Reply } from '../transport/transport.js'
import type { Payload } from '../wire/payload.js'
import type { CheckedSender } from './check-sender.js'
import { carriesFriends, FRIENDS_IN_ANSWER, NOBODY, namedIn, withFriends } from './friends.js'

/** What registering senders needs from their node. */
export interface RegisterParts {
  readonly peers: PeerTable
  readonly clock: Clock
  /** Called for each request. */
  readonly called: (sender: PeerRecord | undefined) => void
  /** Called for peers that are lost here and that others name, or claim to be: they may be back. */
  readonly lostNamed: (lost: readonly PeerRecord[]) => void
}

/** A request that asks for friends: what it names is introduced when the answer is known. */
export interface PendingSwap {
  readonly named: readonly Address[]
  /** The network range that the request came from. */
  readonly range: string
  /** The peers that an answer with friends gives away. */
  readonly given: readonly PeerRecord[]
}

/** What a payload or a batch says of its sender. */
type Registered = Pick<Payload, 'sender' | 'friend' | 'friends'> & {
  readonly type: Payload['type'] | 'batch'
}

/** The record of a sender, and the swap that it asked for if this node has friends to give. */
interface RegisteredSender {
  readonly record: PeerRecord
  readonly swap: PendingSwap | undefined
}

/**
 * Adds the sender and its friends to the peer table, as far as the request counts.
 * @param range the network range that it came from
 */
export function registerSender(
  { sender, friend, friends, type }: Registered,
  caps: InboundRequest['caps'],
  { record: known, standing }: CheckedSender,
  range: string,
  parts: RegisterParts,
): RegisteredSender {
  const { peers, clock } = parts
  const counts = standing !== 'none'
  const added = known ?? (sender.port !== 0 && counts ? peers.addCaller(sender, range) : undefined)
  if (added !== undefined && standing === 'sender') peers.heardFrom(added)
  parts.called(added)
  const record = added ?? new PeerRecord(sender, { learnedFrom: range, secondHand: true }, clock)
  const named = counts ? namedIn(friend, friends) : NOBODY
  // An unproven sender may be lost: then its claim is like a name that somebody else says.
  if (standing === 'unproven') introduce([sender], range, NOBODY, parts)
  const wantsFriends = caps !== undefined && (type === 'announce' || friends !== undefined)
  const given = wantsFriends ? peers.friends(FRIENDS_IN_ANSWER, added) : NOBODY
  if (given.length > 0) return { record, swap: { named, range, given } }
  if (named.length > 0) introduce(named, range, NOBODY, parts)
  return { record, swap: undefined }
}

/** Only an answer with friends gives them away for those that the request named. */
export function completeSwap(
  reply: Reply,
  { named, range, given }: PendingSwap,
  parts: RegisterParts,
): Reply {
  introduce(named, range, carriesFriends(reply) ? given : NOBODY, parts)
  return withFriends(reply, given)
}

/**
 * Adds addresses that a request named; those that are lost here may be back.
 * @param given the peers that its answer gives away
 */
export function introduce(
  named: readonly Address[],
  range: string,
  given: readonly PeerRecord[],
  { peers, lostNamed }: RegisterParts,
): void {
  const lost = peers.introduce(named, range, given)
  if (lost.length > 0) lostNamed(lost)
}

import { LRUCache } from 'lru-cache'
import { isRecord, own, readAddress } from './fields.js'
import { readFriends } from './friends.js'
import { notPayload } from './not-payload.js'
import type { Payload } from './payload.js'

/** The fields around a message. */
export type Envelope = Pick<Payload, 'type' | 'sender' | 'friend' | 'friends' | 'waiting'>

/**
 * Envelopes by their text: a peer sends the same few with all its messages, so each is parsed once.
 */
const known = new LRUCache<string, Envelope>({ max: 1_024 })
/** Longer than any valid envelope; such texts are not cached. */
const MAX_CACHED_LENGTH = 1_024

/**
 * Parses the text of an envelope, without its opening brace. Undefined if it is not JSON or
 * contains a second message.
 * @throws ClacksError ERR_CLACKS_WIRE
 */
export function readEnvelope(text: string): Envelope | undefined {
  const before = known.get(text)
  if (before !== undefined) return before
  const fields = parseRecord(text)
  if (fields === undefined || Object.hasOwn(fields, 'message')) return undefined
  const envelope = envelopeOf(fields)
  // A copy, since a slice would keep the whole request in memory.
  if (text.length <= MAX_CACHED_LENGTH) known.set(Buffer.from(text).toString(), envelope)
  return envelope
}

/**
 * Checks the fields around a message.
 * @throws ClacksError ERR_CLACKS_WIRE
 */
export function envelopeOf(fields: Record<string, unknown>): Envelope {
  const type = own(fields, 'type')
  if (type !== 'message' && type !== 'announce')
    throw notPayload('`type` is neither "message" nor "announce".')
  return { type, ...addressesOf(fields) }
}

/**
 * Checks the fields that all envelopes have.
 * @throws ClacksError ERR_CLACKS_WIRE
 */
export function addressesOf(fields: Record<string, unknown>): Omit<Envelope, 'type'> {
  const sender = readAddress(own(fields, 'sender'))
  if (sender === undefined) throw notPayload('`sender` is not { hostname, port }.')
  // A friend is a hint: an invalid one is ignored, and the message is accepted.
  const friend = readAddress(own(fields, 'friend'))
  return {
    sender,
    friend,
    friends: readFriends(own(fields, 'friends')),
    waiting: readSeconds(own(fields, 'waiting')),
  }
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(`{${text}`)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined
}

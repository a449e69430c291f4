import { LRUCache } from 'lru-cache'
import type { Address } from '../address.js'
import { parseAddress } from '../address.js'
import { notPayload } from './not-payload.js'
import type { Payload } from './payload.js'

/** What stands around a message. */
export type Envelope = Pick<Payload, 'type' | 'sender' | 'friend'>

/** Envelopes by their text: a peer sends the same few with all its messages, so that each is read once. */
const known = new LRUCache<string, Envelope>({ max: 1_024 })
/** Longer ones than host names can make are not remembered. */
const MAX_KNOWN = 1_024

/**
 * Reads the text of an envelope, the braces around it and a message within it aside; undefined where it is no JSON or names a
 * message of its own.
 * @throws ClacksError ERR_CLACKS_WIRE
 */
export function readEnvelope(text: string): Envelope | undefined {
  const before = known.get(text)
  if (before !== undefined) return before
  const fields = parseRecord(text)
  if (fields === undefined || Object.hasOwn(fields, 'message')) return undefined
  const envelope = envelopeOf(fields)
  // A copy: the text at hand is a piece of the whole request, which it would keep in memory.
  if (text.length <= MAX_KNOWN) known.set(Buffer.from(text).toString(), envelope)
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
  const sender = readAddress(own(fields, 'sender'))
  if (sender === undefined) throw notPayload('`sender` is no { hostname, port }.')
  // A friend is a hint: a wrong one costs the sender its hint, not its message.
  return { type, sender, friend: readAddress(own(fields, 'friend')) }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Only what the JSON text itself says: nothing from a prototype. */
export function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(`{${text}`)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Frozen, since many payloads share it. */
function readAddress(value: unknown): Address | undefined {
  if (!isRecord(value)) return undefined
  const address = parseAddress(own(value, 'hostname'), own(value, 'port'))
  return address === undefined ? undefined : Object.freeze(address)
}

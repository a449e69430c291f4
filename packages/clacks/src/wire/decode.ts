import { isUtf8 } from 'node:buffer'
import { ClacksError, reasonOf } from '../errors.js'
import { parseAddress } from './address.js'
import { depthOf, stringifyMessage } from './json.js'
import type { Payload } from './payload.js'

export const MESSAGE_FIRST = '{"message":'
export const TYPE_NEXT = ',"type":"'

/** The fields of an envelope, unchecked. */
interface Fields {
  readonly message: unknown
  readonly json: string
  readonly type: unknown
  readonly sender: unknown
  readonly friend: unknown
}

/**
 * Bytes -> payload.
 * @param deepest levels of nesting that a message may have
 * @throws ClacksError ERR_CLACKS_WIRE for what is no payload, ERR_CLACKS_MESSAGE_TOO_DEEP
 */
export function decode(body: Buffer, deepest: number): Payload {
  if (!isUtf8(body)) throw notPayload('it is not UTF-8.')
  const fields = readFields(body.toString('utf8'))
  if (fields.type !== 'message' && fields.type !== 'announce')
    throw notPayload('`type` is neither "message" nor "announce".')
  const sender = readAddress(fields.sender)
  if (sender === undefined) throw notPayload('`sender` is no { hostname, port }.')
  if (fields.type === 'message' && isDeeper(fields.json, deepest)) {
    throw new ClacksError('ERR_CLACKS_MESSAGE_TOO_DEEP', `A message is nested deeper than ${deepest} levels.`)
  }
  // A friend is a hint: a wrong one costs the sender its hint, not its message.
  return {
    message: fields.message,
    json: fields.json,
    type: fields.type,
    sender,
    friend: readAddress(fields.friend),
  }
}

function readFields(text: string): Fields {
  return splitFields(text) ?? parseFields(text)
}

/**
 * The usual form, message first: message and envelope are parsed apart, so that the text of the message is at hand.
 * Each part is valid JSON by itself, hence the whole is, and means the same; all else goes the slow way.
 */
function splitFields(text: string): Fields | undefined {
  const cut = text.lastIndexOf(TYPE_NEXT)
  if (cut < MESSAGE_FIRST.length || !text.startsWith(MESSAGE_FIRST)) return undefined
  const json = text.slice(MESSAGE_FIRST.length, cut)
  try {
    const envelope: unknown = JSON.parse(`{${text.slice(cut + 1)}`)
    if (!isRecord(envelope) || Object.hasOwn(envelope, 'message')) return undefined
    return { message: JSON.parse(json), json, ...pick(envelope) }
  } catch {
    return undefined
  }
}

function parseFields(text: string): Fields {
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch (thrown) {
    throw notPayload(`it is not JSON: ${reasonOf(thrown)}.`, thrown)
  }
  if (!isRecord(whole)) throw notPayload('it is no object.')
  const message = own(whole, 'message') ?? null
  return { message, json: stringifyMessage(message), ...pick(whole) }
}

function pick(envelope: Record<string, unknown>): Pick<Fields, 'type' | 'sender' | 'friend'> {
  return { type: own(envelope, 'type'), sender: own(envelope, 'sender'), friend: own(envelope, 'friend') }
}

function readAddress(value: unknown): Payload['friend'] {
  return isRecord(value) ? parseAddress(own(value, 'hostname'), own(value, 'port')) : undefined
}

function isDeeper(json: string, deepest: number): boolean {
  // Each level takes two characters: most messages are too short to be too deep.
  return json.length > 2 * deepest && depthOf(json) > deepest
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Only what the JSON text itself says: nothing from a prototype. */
function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function notPayload(found: string, cause?: unknown): ClacksError {
  return new ClacksError('ERR_CLACKS_WIRE', `What arrived is not a payload: ${found}`, { cause })
}

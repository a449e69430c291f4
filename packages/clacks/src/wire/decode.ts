import { isUtf8 } from 'node:buffer'
import { reasonOf } from '../errors.js'
import { type Envelope, envelopeOf, readEnvelope } from './envelope.js'
import { isRecord, own } from './fields.js'
import { checkShape, type ShapeLimits } from './json-shape.js'
import { onOneLine, textAt } from './json-text.js'
import { notPayload } from './not-payload.js'
import type { Payload } from './payload.js'

export const MESSAGE_FIRST = '{"message":'
export const TYPE_NEXT = ',"type":"'

/** A message, its JSON text, and its envelope. */
interface ParsedBody {
  readonly message: unknown
  readonly json: string
  readonly envelope: Envelope
}

/** The shape of the largest envelope, which has 8 friends. */
const ENVELOPE: ShapeLimits = { depth: 3, values: 50 }

/**
 * Bytes -> payload. The shape of the whole body is bounded before it is parsed; that of its message
 * is checked exactly when it enters the queue.
 * @param limits of a message
 * @throws ClacksError ERR_CLACKS_WIRE if it is not a payload, ERR_CLACKS_MESSAGE_TOO_DEEP,
 * ERR_CLACKS_MESSAGE_TOO_MANY_VALUES
 */
export function decode(body: Buffer, limits: ShapeLimits): Payload {
  const text = body.toString('utf8')
  const depth = Math.max(1, ENVELOPE.depth - limits.depth)
  checkShape(text, limits, { depth, values: ENVELOPE.values })
  if (!isUtf8(body)) throw notPayload('it is not UTF-8.')
  const { message, json, envelope } = openMessageFirst(text) ?? openAnyOrder(text)
  const { type, sender, friend, friends, waiting } = envelope
  return { message, json: onOneLine(json), type, sender, friend, friends, waiting }
}

/**
 * The usual form, message first: message and envelope are parsed separately, which gives the text
 * of the message. If both parts are valid JSON, so is the whole. All other forms take the slow
 * path.
 */
function openMessageFirst(text: string): ParsedBody | undefined {
  const cut = text.lastIndexOf(TYPE_NEXT)
  if (cut < MESSAGE_FIRST.length || !text.startsWith(MESSAGE_FIRST)) return undefined
  const json = text.slice(MESSAGE_FIRST.length, cut)
  let message: unknown
  try {
    message = JSON.parse(json)
  } catch {
    return undefined
  }
  const envelope = readEnvelope(text.slice(cut + 1))
  return envelope === undefined ? undefined : { message, json, envelope }
}

function openAnyOrder(text: string): ParsedBody {
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch (thrown) {
    throw notPayload(`it is not JSON: ${reasonOf(thrown)}.`, thrown)
  }
  if (!isRecord(whole)) throw notPayload('it is not an object.')
  const envelope = envelopeOf(whole)
  const message = own(whole, 'message') ?? null
  return { message, json: textAt(text, ['message']) ?? 'null', envelope }
}

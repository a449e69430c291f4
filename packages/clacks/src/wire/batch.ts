import { isUtf8 } from 'node:buffer'
import { reasonOf } from '../errors.js'
import { type EnvelopeTexts, encodeEnvelope } from './encode.js'
import { addressesOf } from './envelope.js'
import { isRecord, own } from './fields.js'
import { notPayload } from './not-payload.js'
import type { Payload } from './payload.js'

/** The `content-type` of a batch; that of all other requests is `application/json`. */
export const BATCH_TYPE = 'application/x-ndjson'

/** Bytes of the first line of a batch, at most; names of its transfers come on top. */
export const BATCH_ENVELOPE_BYTES = 2_048

/** A validated batch (docs/wire.md, "Batches"). The messages are not parsed yet. */
export interface Batch extends Pick<Payload, 'sender' | 'friend' | 'friends' | 'waiting'> {
  readonly type: 'batch'
  /** The texts of the messages, one a line. They need not be JSON. */
  readonly lines: readonly string[]
  /** The name of its transfers, see {@link namesIn}; undefined if it has none. */
  readonly transfer: string | undefined
}

/** Whether a `content-type` is that of a batch. */
export function isBatchType(contentType: string | undefined): boolean {
  return contentType?.startsWith(BATCH_TYPE) === true
}

/**
 * The body of a batch: the envelope, then each message on a line.
 * @param texts the JSON texts of the messages, each on one line
 */
export function encodeBatch(texts: readonly string[], transfer: string, envelope: EnvelopeTexts): string {
  const first = `{"type":"batch",${encodeEnvelope(envelope)},"transfer":"${transfer}"}`
  return `${first}\n${texts.join('\n')}\n`
}

/**
 * Bytes -> batch; undefined if it has too many messages.
 * @param max messages
 * @throws ClacksError ERR_CLACKS_WIRE if it is not a batch
 */
export function decodeBatch(body: Buffer, max: number): Batch | undefined {
  if (!isUtf8(body)) throw notPayload('it is not UTF-8.')
  // Two more for the envelope and the end: what is beyond that is not cut into lines.
  const lines = body.toString('utf8').split('\n', max + 3)
  if (lines.at(-1) === '') lines.pop()
  if (lines.length > max + 1) return undefined
  const envelope = envelopeIn(lines.shift() ?? '')
  if (lines.length === 0) throw notPayload('the batch has no messages.')
  const transfer = own(envelope, 'transfer')
  return {
    type: 'batch',
    ...addressesOf(envelope),
    lines,
    transfer: typeof transfer === 'string' && transfer !== '' ? transfer : undefined,
  }
}

function envelopeIn(line: string): Record<string, unknown> {
  let envelope: unknown
  try {
    envelope = JSON.parse(line)
  } catch (thrown) {
    throw notPayload(`its first line is not JSON: ${reasonOf(thrown)}.`, thrown)
  }
  if (!isRecord(envelope) || own(envelope, 'type') !== 'batch')
    throw notPayload('its first line is not the envelope of a batch.')
  return envelope
}

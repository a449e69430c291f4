import { isAscii, isUtf8 } from 'node:buffer'
import { reasonOf } from '../errors.js'
import { type EnvelopeTexts, encodeEnvelope } from './encode.js'
import { addressesOf } from './envelope.js'
import { isRecord, own } from './fields.js'
import { notPayload } from './not-payload.js'
import type { Payload } from './payload.js'

/** The `content-type` of a batch; that of all other requests is `application/json`. */
export const BATCH_TYPE = 'application/x-ndjson'

const LINE_FEED = 0x0a

/** Bytes of the first line of a batch, at most; names of its transfers come on top. */
export const BATCH_ENVELOPE_BYTES = 2_048

/** A validated batch (docs/wire.md, "Batches"). The messages are not parsed yet. */
export interface Batch extends Pick<Payload, 'sender' | 'friend' | 'friends' | 'waiting'> {
  readonly type: 'batch'
  /** The texts of the messages, one a line. They need not be JSON. */
  readonly lines: readonly string[]
  /** The name of its transfers, see `batch-names.ts`; undefined if it has none. */
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
  const end = endOfLine(body, 0)
  const envelope = envelopeIn(body.toString('utf8', 0, end))
  // Each line is read from the bytes: a part of one long text would keep all of it in memory.
  const encoding = isAscii(body) ? 'latin1' : 'utf8'
  const lines: string[] = []
  for (let from = end + 1; from < body.length; ) {
    if (lines.length === max) return undefined
    const to = endOfLine(body, from)
    lines.push(body.toString(encoding, from, to))
    from = to + 1
  }
  if (lines.length === 0) throw notPayload('the batch has no messages.')
  const transfer = own(envelope, 'transfer')
  return {
    type: 'batch',
    ...addressesOf(envelope),
    lines,
    transfer: typeof transfer === 'string' && transfer !== '' ? transfer : undefined,
  }
}

function endOfLine(body: Buffer, from: number): number {
  const end = body.indexOf(LINE_FEED, from)
  return end === -1 ? body.length : end
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

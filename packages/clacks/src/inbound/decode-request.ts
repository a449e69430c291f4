import { reasonOf } from '../errors.js'
import type { Limits } from '../settings/settings.js'
import type { InboundRequest } from '../transport/transport.js'
import { type Batch, decodeBatch, isBatchType } from '../wire/batch.js'
import { decode } from '../wire/decode.js'
import { isOverLimit } from '../wire/json-shape.js'
import type { Payload } from '../wire/payload.js'
import { repairTruncated } from '../wire/repair.js'
import type { Refusal } from './outcome.js'

/** Why a body is not a payload. */
export interface Undecodable {
  readonly refusal: Refusal
  readonly reason: string
}

/**
 * The payload or the batch of a request. A body that a legacy peer truncated is repaired, if it can
 * be.
 */
export function decodeRequest(
  request: Pick<InboundRequest, 'body' | 'contentType' | 'caps' | 'remoteAddress'>,
  limits: Pick<Limits, 'depth' | 'values' | 'batchMessages'>,
): Payload | Batch | Undecodable {
  return isBatchType(request.contentType)
    ? decodeBatchIn(request.body, limits.batchMessages)
    : decodePayload(request, limits)
}

function decodeBatchIn(body: Buffer, max: number): Batch | Undecodable {
  try {
    const batch = decodeBatch(body, max)
    if (batch !== undefined) return batch
    return { refusal: 'over-limit', reason: `The batch has more than ${max} messages.` }
  } catch (thrown) {
    return { refusal: 'malformed', reason: reasonOf(thrown) }
  }
}

function decodePayload(
  { body, caps, remoteAddress }: Pick<InboundRequest, 'body' | 'caps' | 'remoteAddress'>,
  limits: Pick<Limits, 'depth' | 'values'>,
): Payload | Undecodable {
  try {
    return decode(body, limits)
  } catch (thrown) {
    const reason = reasonOf(thrown)
    if (isOverLimit(thrown)) return { refusal: 'over-limit', reason }
    if (caps !== undefined) return { refusal: 'malformed', reason }
    const repaired = repairTruncated(body, { hostname: remoteAddress, port: 0 })
    return repaired?.payload ?? { refusal: repaired === undefined ? 'malformed' : 'truncated', reason }
  }
}

import type { Reply } from '../transport/transport.js'
import { meaningOf } from '../wire/answers.js'
import { encodeRefused, type RefusedMessage } from '../wire/refused.js'
import { ACCEPTED, type Outcome } from './outcome.js'

/**
 * The reply to a batch. If no message can be taken now, it is that of a single message, so that the
 * peer rests; else it says which ones were refused.
 * @param outcomes by place; undefined for an accepted message
 * @param count messages in the batch
 */
export function replyToBatch(outcomes: readonly (Outcome | undefined)[], count: number): Reply {
  const refused: RefusedMessage[] = []
  for (let at = 0; at < outcomes.length; at++) {
    const outcome = outcomes[at]
    if (outcome === undefined || outcome.fate === 'discarded') continue
    const { status, retryAfter, body } = outcome.reply
    refused.push({ at, status, reason: body === undefined ? undefined : outcome.reason, retryAfter })
  }
  const [first] = refused
  if (first === undefined) return ACCEPTED
  const { status, retryAfter } = first
  const isForAll = refused.length === count && meaningOf(status).peer === 'backing-off'
  if (isForAll && refused.every((other) => other.status === status))
    return { status, ...(retryAfter !== undefined && { retryAfter }) }
  return { status: 200, body: encodeRefused(refused) }
}

import type { DiscardReason, RefusalReason } from '../counters.js'
import type { Settings } from '../settings/settings.js'
import type { Reply } from '../transport/transport.js'
import { KEY_CHANGED } from '../wire/answers.js'

/** Why this node does not take a message. */
export type Refusal = Exclude<RefusalReason, 'failing-sender'>

const STATUS: Record<Refusal, number> = {
  malformed: 400,
  truncated: 400,
  untrusted: 403,
  'key-changed': 403,
  'over-limit': 413,
  rejected: 422,
  'plugin-failed': 500,
  busy: 503,
}

/**
 * Refusals that are the same each time. A legacy sender keeps sending a refused message and marks
 * us lost, so it gets 200 and the message is discarded, unless `legacyRejects` is `'refuse'`.
 */
const PERMANENT = ['truncated', 'over-limit', 'rejected'] as const satisfies readonly DiscardReason[]

function isPermanent(refusal: Refusal): refusal is (typeof PERMANENT)[number] {
  return PERMANENT.some((each) => each === refusal)
}

const TOO_MANY = 429
const MAX_REASON = 500
const RETRY_AFTER_SECONDS = 1

/** What becomes of a message that is not queued, and the reply to its sender. */
export type Outcome = DiscardedOutcome | RefusedOutcome

/** The sender deletes its copy. */
export interface DiscardedOutcome {
  readonly fate: 'discarded'
  /** For the counters. */
  readonly why: DiscardReason
  readonly reply: Reply
  /** For people. */
  readonly reason: string
}

/** The sender keeps its copy. */
export interface RefusedOutcome {
  readonly fate: 'refused'
  /** For the counters. */
  readonly why: RefusalReason
  readonly reply: Reply
  /** For people. */
  readonly reason: string
}

/** What decides how a refusal is put to the sender. */
export interface RefusalContext {
  /** The sender speaks the original protocol only. */
  readonly legacy: boolean
  readonly legacyRejects: Settings['legacyRejects']
}

/** The reply for a message that was queued, or was queued before. */
export const ACCEPTED: Reply = { status: 200 }

/** The reply that asks the sender to try again later. */
export const BUSY: Reply = { status: STATUS.busy, retryAfter: RETRY_AFTER_SECONDS }

/** The sender keeps the message, and tries again later. */
export function busy(reason: string): RefusedOutcome {
  return { fate: 'refused', why: 'busy', reply: BUSY, reason }
}

/** The sender keeps the message, and is to wait before it sends another one. */
export function toldToWait(seconds: number, reason: string): RefusedOutcome {
  const reply = { status: TOO_MANY, retryAfter: seconds }
  return { fate: 'refused', why: 'failing-sender', reply, reason }
}

/** The message is accepted, but not queued. */
export function discarded(why: DiscardReason, reason: string): DiscardedOutcome {
  return { fate: 'discarded', why, reply: ACCEPTED, reason }
}

/**
 * The message is not accepted. This table is the counterpart of `wire/answers.ts`, which says what
 * a sender makes of each status. The transport itself answers 405, 415 and 429.
 * @param status the status that a plugin asked for, in place of the default
 */
export function refused(
  refusal: Refusal,
  reason: string,
  { legacy, legacyRejects }: RefusalContext,
  status: number = STATUS[refusal],
): Outcome {
  if (legacy && legacyRejects === 'discard' && isPermanent(refusal)) return discarded(refusal, reason)
  if (refusal === 'busy') return busy(reason)
  const code = refusal === 'key-changed' ? KEY_CHANGED : undefined
  const body = JSON.stringify({ error: reason.slice(0, MAX_REASON), code })
  return { fate: 'refused', why: refusal, reply: { status, body }, reason }
}

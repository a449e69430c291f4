import type { Settings } from '../settings/settings.js'
import type { Reply } from '../transport/transport.js'
import { KEY_CHANGED } from '../wire/answers.js'

/** Why this node does not take a message. */
export type Refusal =
  /** The body is not a payload. */
  | 'malformed'
  /** A legacy peer truncated the message, and it cannot be repaired. */
  | 'truncated'
  /** The sender is ignored, or is not who it says. */
  | 'untrusted'
  /** The sender shows another key than the pinned one. */
  | 'key-changed'
  /** The message exceeds a limit. */
  | 'over-limit'
  /** A plugin rejected the message. */
  | 'rejected'
  /** A plugin failed while it had the message. */
  | 'plugin-failed'
  /** The message cannot be queued or stored now. */
  | 'busy'

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
const PERMANENT: ReadonlySet<Refusal> = new Set(['truncated', 'over-limit', 'rejected'])

const TOO_MANY = 429
const MAX_REASON = 500
const RETRY_AFTER_SECONDS = 1

/** What becomes of a message that is not queued, and the reply to its sender. */
export interface Outcome {
  /** `discarded`: the sender deletes its copy. `refused`: it keeps it. */
  readonly fate: 'discarded' | 'refused'
  readonly reply: Reply
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
export function busy(reason: string): Outcome {
  return { fate: 'refused', reply: BUSY, reason }
}

/** The sender keeps the message, and is to wait before it sends another one. */
export function toldToWait(seconds: number, reason: string): Outcome {
  return { fate: 'refused', reply: { status: TOO_MANY, retryAfter: seconds }, reason }
}

/** The message is accepted, but not queued. */
export function discarded(reason: string): Outcome {
  return { fate: 'discarded', reply: ACCEPTED, reason }
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
  if (legacy && legacyRejects === 'discard' && PERMANENT.has(refusal)) return discarded(reason)
  if (refusal === 'busy') return busy(reason)
  const code = refusal === 'key-changed' ? KEY_CHANGED : undefined
  const body = JSON.stringify({ error: reason.slice(0, MAX_REASON), code })
  return { fate: 'refused', reply: { status, body }, reason }
}

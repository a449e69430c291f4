import type { Suitability } from '../peers/pick.js'
import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queue.js'
import type { Limits } from '../settings/settings.js'
import { fitsLegacy, LEGACY_RECORD_BYTES, mostWireBytes } from '../wire/legacy.js'

/** What is known at the moment of choosing. */
export interface Moment {
  readonly now: number
  /** Whether a peer that others told us of may be greeted. */
  readonly mayProbe: boolean
  readonly limits: Pick<Limits, 'pipelining' | 'legacyPipelining'>
}

/** Whether a message can go to a peer now. Pure, but for what it learns of the message. */
export function suitabilityOf(record: PeerRecord, entry: QueuedMessage, moment: Moment): Suitability {
  if ((entry.refusals?.get(record.identifier) ?? 0) > moment.now) return 'unfit'
  if (record.restUntil > moment.now) return 'resting'
  if (needsProbe(record, entry)) return probeable(record, moment)
  if (record.caps !== undefined) return record.inFlight < moment.limits.pipelining ? 'suits' : 'busy'
  if (!carriedByLegacy(entry)) return 'unfit'
  const bytes = record.bytesInFlight + mostWireBytes(entry.bytes)
  const room =
    record.inFlight === 0 ||
    (record.inFlight < moment.limits.legacyPipelining && bytes <= LEGACY_RECORD_BYTES)
  return room ? 'suits' : 'busy'
}

/**
 * A peer that we never reached is greeted before it gets a message, where others told us of it (it may be anybody, and
 * whoever answers 200 would swallow the message) or where the message asks for more than every peer can carry.
 */
export function needsProbe(record: PeerRecord, entry: QueuedMessage): boolean {
  return !record.reachable && (record.secondHand || !carriedByLegacy(entry))
}

/** Whether a legacy peer can carry a message; found out once. */
export function carriedByLegacy(entry: QueuedMessage): boolean {
  entry.fitsLegacy ??= fitsLegacy(entry.json)
  return entry.fitsLegacy
}

function probeable(record: PeerRecord, { mayProbe }: Moment): Suitability {
  if (record.inFlight > 0) return 'busy'
  return mayProbe || !record.secondHand ? 'suits' : 'resting'
}

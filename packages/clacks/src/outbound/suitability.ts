import type { Suitability } from '../peers/pick.js'
import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage, RefusedBy } from '../queue/queued-message.js'
import type { Limits } from '../settings/settings.js'
import { fitsLegacy, LEGACY_RECORD_BYTES, maxWireBytes } from '../wire/legacy.js'

/** What a pick depends on, besides peer and message. */
export interface PickContext {
  /** On the monotonic clock. */
  now: number
  limits: Pick<Limits, 'pipelining' | 'legacyPipelining'>
  /** Whether another request may begin. */
  canBegin: boolean
  /** Whether the message fits in a request to the peer that is being filled. */
  readonly hasPlace: (record: PeerRecord, entry: QueuedMessage) => boolean
}

/**
 * Whether a message can be sent to a peer now. Pure, except that it caches `fitsLegacy` of the
 * message.
 */
export function suitabilityOf(record: PeerRecord, entry: QueuedMessage, context: PickContext): Suitability {
  if (entry.refusals !== undefined && isRefused(record, entry.refusals, context.now)) return 'unsuitable'
  // Before the back-off: otherwise the message would be tried again whenever one ends.
  if (record.capsKnown && record.caps === undefined && !fitsLegacyPeer(entry)) return 'unsuitable'
  if (record.backoffUntil > context.now) return 'backing-off'
  if (context.hasPlace(record, entry)) return 'suitable'
  if (!context.canBegin) return 'busy'
  if (needsProbe(record, entry)) return record.inFlight === 0 ? 'suitable' : 'busy'
  if (record.caps !== undefined) return record.inFlight < context.limits.pipelining ? 'suitable' : 'busy'
  const bytes = record.bytesInFlight + maxWireBytes(entry.bytes)
  const room =
    record.inFlight === 0 ||
    (record.inFlight < context.limits.legacyPipelining && bytes <= LEGACY_RECORD_BYTES)
  return room ? 'suitable' : 'busy'
}

/**
 * Whether a peer must be probed before it gets a message, since it has not answered yet: it may be
 * a legacy peer, and the message needs more than one; or it may have taken the message from an
 * earlier process, and it is not known whether it recognises names of transfers. (Second-hand peers
 * that were never reached are not picked at all.)
 */
export function needsProbe(record: PeerRecord, entry: QueuedMessage): boolean {
  return !record.capsKnown && (entry.isRestored || !fitsLegacyPeer(entry))
}

/** Whether any peer with capabilities can carry a message, and no other. */
export function needsCapabilities(entry: QueuedMessage): boolean {
  return entry.refusals === undefined && !fitsLegacyPeer(entry)
}

/** Whether a legacy peer can carry a message; determined once. */
export function fitsLegacyPeer(entry: QueuedMessage): boolean {
  entry.fitsLegacy ??= fitsLegacy(entry.json)
  return entry.fitsLegacy
}

function isRefused({ json }: PeerRecord, refusals: readonly RefusedBy[], now: number): boolean {
  return refusals.some(({ peer, until }) => peer === json && until > now)
}

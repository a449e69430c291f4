import type { Clock } from '../clock.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { MessageQueue, QueuedMessage } from '../queue/queue.js'
import type { Random } from '../random.js'
import type { Answer } from '../transport/transport.js'
import type { MessageFate, PeerOutcome } from '../wire/answers.js'
import { backoff, backoffFromRetryAfter } from './backoff.js'

/** A peer that refused a message is not asked again for so long. */
const REFUSED_MS = 60_000
/** Refusals remembered for one message; the oldest makes room. */
const MAX_REFUSALS = 256

/** What settling needs of its node. */
export interface SettleParts {
  readonly clock: Clock
  readonly random: Random
  readonly peers: PeerTable
  readonly queue: MessageQueue
}

/** What an answer, or a failure, means for the peer. */
export function settlePeer(
  record: PeerRecord,
  outcome: PeerOutcome,
  answer: Answer | undefined,
  parts: SettleParts,
): void {
  const now = parts.clock.now()
  if (outcome === 'failed') {
    // What was under way together fails together: while it rests, nothing is sent, so that what fails then was sent before.
    if (record.backoffUntil <= now) {
      record.failures++
      record.backoffUntil = now + backoff(record.failures, parts.random)
    }
    parts.peers.note(record, 'failed')
    return
  }
  record.failures = 0
  record.backoffUntil = outcome === 'backing-off' ? now + backoffFromRetryAfter(answer?.retryAfter) : 0
  parts.peers.note(record, 'exchanged')
}

/** What it means for the message. A message that stays goes to the end of the queue. */
export function settleMessage(
  entry: QueuedMessage,
  record: PeerRecord,
  fate: MessageFate,
  parts: SettleParts,
): void {
  if (fate === 'delivered') {
    parts.queue.release(entry)
    return
  }
  if (fate === 'retry-elsewhere') avoidPeer(entry, record.identifier, parts.clock.now())
  if (fate === 'exclude-peer') refuse(entry, record.identifier, Number.POSITIVE_INFINITY)
  parts.queue.putBack(entry)
}

/** Notes that a peer is not to get a message for a while. */
export function avoidPeer(entry: QueuedMessage, identifier: string, now: number): void {
  refuse(entry, identifier, now + REFUSED_MS)
}

function refuse(entry: QueuedMessage, identifier: string, until: number): void {
  entry.refusals ??= new Map()
  entry.refusals.set(identifier, until)
  const oldest = entry.refusals.size > MAX_REFUSALS ? entry.refusals.keys().next().value : undefined
  if (oldest !== undefined) entry.refusals.delete(oldest)
}

import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { hasCode, withoutRemedy } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { MessageQueue, QueuedMessage } from '../queue/queue.js'
import type { Random } from '../random.js'
import type { Answer } from '../transport/transport.js'
import { type MessageFate, type PeerOutcome, saysKeyChanged } from '../wire/answers.js'
import { backoff, backoffFromRetryAfter } from './backoff.js'

/** How long a message is not sent again to a peer that refused it. */
const REFUSED_MS = 60_000
/** Refusals remembered for one message; the oldest is forgotten first. */
const MAX_REFUSALS = 256

/** What settling needs from its node. */
export interface SettleParts {
  readonly clock: Clock
  readonly random: Random
  readonly peers: PeerTable
  readonly queue: MessageQueue
  /** Called if a peer refuses this node because it has pinned another key for it. */
  readonly keyRefused: (peer: Address) => void
}

/**
 * Applies an answer, or a failure, to the peer.
 * @param thrown the error of a failure without an answer
 */
export function settlePeer(
  record: PeerRecord,
  outcome: PeerOutcome,
  answer: Answer | undefined,
  parts: SettleParts,
  thrown?: unknown,
): void {
  const now = parts.clock.monotonic()
  if (outcome === 'failed' && hasCode(thrown, 'ERR_CLACKS_PEER_IS_SELF')) {
    parts.peers.recognise(record)
    return
  }
  if (outcome === 'failed') {
    // Pipelined requests fail together. Nothing is sent during a back-off: failures then are older.
    if (record.backoffUntil <= now) {
      record.failures++
      record.backoffUntil = now + backoff(record.failures, parts.random)
    }
    const isBlocked = hasCode(thrown, 'ERR_CLACKS_ADDRESS_BLOCKED')
    parts.peers.noteFailure(record, failureOf(record, answer, thrown), isBlocked)
    return
  }
  if (answer !== undefined && saysKeyChanged(answer)) parts.keyRefused(record)
  record.failures = 0
  record.backoffUntil = outcome === 'backing-off' ? now + backoffFromRetryAfter(answer?.retryAfter) : 0
  parts.peers.noteAnswer(record)
}

/** Why a peer could not be reached, for a line that already names the peer. */
export function failureOf(peer: Address, answer: Answer | undefined, thrown: unknown): string {
  if (answer !== undefined) return `the peer answered ${answer.status}`
  const text = withoutRemedy(thrown)
  const name = formatAddress(peer)
  return text.startsWith(name) ? text.slice(name.length).replace(/^:?\s+/, '') : text
}

/** Applies it to the message. A message that is to be retried goes to the end of the queue. */
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
  if (fate === 'retry-elsewhere') avoidPeer(entry, record.identifier, parts.clock.monotonic())
  if (fate === 'exclude-peer') refuse(entry, record.identifier, Number.POSITIVE_INFINITY)
  parts.queue.putBack(entry)
}

/** Keeps a message from a peer for a while. @param now on the monotonic clock */
export function avoidPeer(entry: QueuedMessage, identifier: string, now: number): void {
  refuse(entry, identifier, now + REFUSED_MS)
}

function refuse(entry: QueuedMessage, identifier: string, until: number): void {
  entry.refusals ??= new Map()
  entry.refusals.set(identifier, until)
  const oldest = entry.refusals.size > MAX_REFUSALS ? entry.refusals.keys().next().value : undefined
  if (oldest !== undefined) entry.refusals.delete(oldest)
}

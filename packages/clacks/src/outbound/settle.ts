import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { hasCode, withoutRemedy } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { MessageQueue } from '../queue/queue.js'
import type { QueuedMessage } from '../queue/queued-message.js'
import type { Random } from '../random.js'
import type { Answer } from '../transport/transport.js'
import { isRefusal, type MessageFate, meaningOf, type PeerOutcome, saysKeyChanged } from '../wire/answers.js'
import type { RefusedMessage } from '../wire/refused.js'
import { backoff, backoffFromRetryAfter } from './backoff.js'

/** How long a message is not sent again to a peer that refused it. */
const REFUSED_MS = 60_000
/** Messages that a peer may refuse in a row before it backs off: each may be unfit for it. */
const FREE_REFUSALS = 3

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
  if (answer?.caps !== undefined) learnCaps(record, answer.caps)
  record.failures = 0
  if (answer === undefined || !isRefusal(answer.status)) record.refusals = 0
  // Likewise, answers to pipelined requests come together.
  else if (record.backoffUntil <= now) record.refusals++
  const rest = restOf(record, outcome, answer, parts.random)
  record.backoffUntil = rest === 0 ? 0 : now + rest
  parts.peers.noteAnswer(record)
}

/**
 * A refusal shows capabilities, too. Only peers with capabilities get to know how long our queue
 * takes, and one whose own queue is full takes no message without that.
 */
export function learnCaps(record: PeerRecord, caps: string | undefined): void {
  record.caps = caps
  record.capsKnown = true
}

/** How long a peer that has answered is left alone, in milliseconds. */
function restOf(
  { refusals }: PeerRecord,
  outcome: PeerOutcome,
  answer: Answer | undefined,
  random: Random,
): number {
  if (outcome === 'backing-off') return backoffFromRetryAfter(answer?.retryAfter)
  return refusals > FREE_REFUSALS ? backoff(refusals - FREE_REFUSALS, random) : 0
}

/** A peer has answered as only a clacks node does: it can be handed on, and picked. */
export function settleReached(record: PeerRecord, answer: Answer, parts: SettleParts): void {
  learnCaps(record, answer.caps)
  settlePeer(record, 'reached', answer, parts)
  parts.peers.noteReached(record, answer.remoteAddress ?? record.hostname)
}

/**
 * A peer has accepted some messages of a batch and refused others: what that says about it is what
 * the worst of the refusals says.
 */
export function settleRefusals(
  record: PeerRecord,
  refused: Iterable<RefusedMessage>,
  parts: SettleParts,
): void {
  for (const { status, retryAfter } of refused) {
    const { peer } = meaningOf(status)
    if (peer === 'reached') continue
    const answer = { status, retryAfter, caps: record.caps, body: '' }
    settlePeer(record, peer, answer, parts)
    if (peer === 'failed') return
  }
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
  if (fate === 'retry-elsewhere') avoidPeer(entry, record, parts)
  if (fate === 'exclude-peer') parts.queue.noteRefusal(entry, record.json, Number.POSITIVE_INFINITY)
  parts.queue.putBack(entry)
}

/** Keeps a message from a peer for a while. */
export function avoidPeer(
  entry: QueuedMessage,
  { json }: PeerRecord,
  { queue, clock }: Pick<SettleParts, 'queue' | 'clock'>,
): void {
  queue.noteRefusal(entry, json, clock.monotonic() + REFUSED_MS)
}

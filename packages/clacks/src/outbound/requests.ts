import type { FailureReason } from '../counters.js'
import { reasonOf } from '../errors.js'
import { type Hooks, isHookUsed } from '../hooks/hooks.js'
import { setInputSource } from '../hooks/input-source.js'
import { countTaken } from '../peers/one-way.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queued-message.js'
import { secondsToSend } from '../queue/time-to-send.js'
import type { Settings } from '../settings/settings.js'
import type { Answer, OutboundRequest } from '../transport/transport.js'
import { FAILED, type Meaning, type MessageFate, meaningOf } from '../wire/answers.js'
import { BATCH_ENVELOPE_BYTES, BATCH_TYPE, encodeBatch } from '../wire/batch.js'
import { swapsFriends, takesBatches } from '../wire/capabilities.js'
import { type EnvelopeTexts, encodeMessage } from '../wire/encode.js'
import { friendsIn } from '../wire/friends.js'
import { wireBytes } from '../wire/legacy.js'
import { type RefusedMessage, refusedIn } from '../wire/refused.js'
import { Attempt } from './attempt.js'
import { BatchSizes } from './batch-sizes.js'
import { failureReason } from './failure-reason.js'
import type { ProberParts } from './prober.js'
import { refusalText, refusedText } from './refusal-text.js'
import { learnCaps, settleMessage, settlePeer, settleReached, settleRefusals } from './settle.js'
import { TransferNames } from './transfer-names.js'
import { waitingToSay } from './waiting.js'

/** What the requests need from their node. */
export interface RequestsParts extends ProberParts {
  readonly hooks: Hooks
  readonly settings: Pick<Settings, 'limits' | 'sendrate' | 'byterate'>
}

/** Called when a request begins to be filled, and when it has ended. */
export interface RequestEvents {
  readonly begun: () => void
  readonly ended: () => void
}

/** What the name of a message takes in the envelope of a batch. */
const NAME_BYTES = 12

/** What happened to a message that was not delivered. */
interface Failure {
  readonly fate: MessageFate
  readonly status: number | undefined
  readonly why: FailureReason
  /** The reason for people, made only if somebody looks. */
  readonly text: () => string
}

const NONE_REFUSED: ReadonlyMap<number, RefusedMessage> = new Map()
/** A peer that does not take a batch may take its messages in smaller ones, or one by one. */
const NOT_UNDERSTOOD: Meaning = { peer: 'reached', message: 'retry-anywhere' }

/**
 * The requests to peers. Messages for a peer that takes batches are collected until `flush`, at the
 * end of the turn; each message has picked its peer before.
 */
export class Requests {
  readonly #parts: RequestsParts
  readonly #events: RequestEvents
  readonly #transferNames = new TransferNames()
  readonly #sizes: BatchSizes
  /** Requests that take more messages. */
  readonly #open = new Map<PeerRecord, Attempt>()

  constructor(parts: RequestsParts, events: RequestEvents) {
    this.#parts = parts
    this.#events = events
    this.#sizes = new BatchSizes(parts.settings)
  }

  /** Whether a request takes more messages. */
  get areOpen(): boolean {
    return this.#open.size > 0
  }

  /** Whether a message fits in the request to a peer that is being filled. */
  hasPlaceFor(record: PeerRecord, entry: QueuedMessage): boolean {
    if (this.#open.size === 0) return false
    const attempt = this.#open.get(record)
    return attempt !== undefined && this.#fits(attempt, entry)
  }

  /** The peer that the request with a message names. */
  friendFor(record: PeerRecord): PeerRecord | undefined {
    const attempt = this.#open.get(record)
    return attempt === undefined ? this.#parts.peers.friend(record) : attempt.friend
  }

  /**
   * Sends a taken message, now or with `flush`. Whatever happens, it is settled at the end.
   * @param text its JSON text to send
   * @param friend the peer that its request names
   */
  add(entry: QueuedMessage, text: string, record: PeerRecord, friend: PeerRecord | undefined): void {
    const max = takesBatches(record.caps) ? this.#sizes.max(record) : 1
    let attempt = this.#open.get(record)
    if (attempt !== undefined && !this.#fits(attempt, entry)) {
      this.#close(attempt)
      attempt = undefined
    }
    if (attempt === undefined) {
      attempt = new Attempt(record, entry.run, friend)
      this.#events.begun()
      if (max > 1) this.#open.set(record, attempt)
    }
    attempt.add(entry, text)
    if (attempt.entries.length >= max) this.#close(attempt)
  }

  /** Sends the requests that are being filled. */
  flush(): void {
    for (const attempt of this.#open.values()) this.#close(attempt)
  }

  #close(attempt: Attempt): void {
    this.#open.delete(attempt.record)
    void this.#send(attempt)
  }

  #fits(attempt: Attempt, entry: QueuedMessage): boolean {
    const envelope = BATCH_ENVELOPE_BYTES + (attempt.entries.length + 1) * NAME_BYTES
    const bytes = attempt.bytes + entry.bytes + envelope
    return bytes <= this.#parts.settings.limits.bodyBytes && attempt.goesWith(entry)
  }

  async #send(attempt: Attempt): Promise<void> {
    const { transport, swap, probeBudget, named, clock, counters } = this.#parts
    const { record } = attempt
    const given = swap.forMessage(record)
    try {
      let answer: Answer
      const began = clock.monotonic()
      try {
        answer = await transport.send(record, this.#requestOf(attempt, given))
        counters.answered.observe((clock.monotonic() - began) / 1_000)
      } catch (thrown) {
        counters.unanswered++
        this.#settle(attempt, undefined, thrown)
        return
      }
      this.#settle(attempt, answer, undefined)
      // The answer to a swap, or a refusal for now, which names others to ask.
      if (answer.body !== '' && (answer.status === 200 || answer.status === 503)) {
        probeBudget.allow()
        named(friendsIn(answer.body), record, given)
      }
    } finally {
      attempt.release()
      this.#events.ended()
    }
  }

  #requestOf(attempt: Attempt, given: readonly PeerRecord[]): OutboundRequest {
    const { selfJson } = this.#parts
    const { record, entries, texts } = attempt
    const friend = attempt.friend === record ? undefined : attempt.friend
    const envelope: EnvelopeTexts = {
      sender: selfJson(),
      friend: friend?.json,
      friends: given.length === 0 ? undefined : given.map((peer) => peer.json),
      waiting: swapsFriends(record.caps) ? waitingToSay(this.#secondsWithout(attempt)) : undefined,
    }
    const [entry] = entries
    const [text] = texts
    if (entry === undefined || text === undefined || texts.length > 1) {
      const name = this.#transferNames.nameForBatch(record, attempt.run, entries)
      return { body: encodeBatch(texts, name, envelope), contentType: BATCH_TYPE }
    }
    const body = encodeMessage(text, envelope)
    attempt.resize(wireBytes(body.length, record.hostname))
    const transfer = record.caps === undefined ? undefined : this.#transferNames.nameFor(record, entry)
    return { body, transfer }
  }

  /**
   * Seconds that the queue takes once these messages have left it. With them, two nodes that are
   * just full would fill each other.
   */
  #secondsWithout({ entries, bytes }: Attempt): number {
    const { queue, settings } = this.#parts
    const left = { size: queue.size, taken: queue.taken - entries.length, bytes: queue.bytes - bytes }
    return secondsToSend(left, settings)
  }

  #settle(attempt: Attempt, answer: Answer | undefined, thrown: unknown): void {
    const { record, entries } = attempt
    const isBatch = entries.length > 1
    const refused = isBatch && answer?.status === 200 ? refusedIn(answer.body, entries.length) : NONE_REFUSED
    const meaning = answer === undefined || refused === undefined ? FAILED : meaningOf(answer.status)
    if (isBatch && answer !== undefined && !this.#understood(record, entries.length, answer)) {
      this.#settleAll(attempt, NOT_UNDERSTOOD, answer, thrown)
      return
    }
    if (meaning.message === 'delivered' && answer !== undefined) settleReached(record, answer, this.#parts)
    else settlePeer(record, meaning.peer, answer, this.#parts, thrown)
    if (refused === undefined || refused.size === 0) {
      this.#settleAll(attempt, meaning, answer, thrown)
      return
    }
    settleRefusals(record, refused.values(), this.#parts)
    for (const at of entries.keys()) {
      const refusal = refused.get(at)
      if (refusal === undefined) this.#delivered(attempt, at)
      else {
        const { status, reason } = refusal
        this.#failed(attempt, at, {
          fate: meaningOf(status).message,
          status,
          why: failureReason(status, undefined),
          text: () => refusedText(status, reason),
        })
      }
    }
  }

  /**
   * Whether an answer to a batch says something about its messages, and not about batches. A server
   * without capabilities has not understood it, whatever it answers: the peer may have been
   * replaced by an older one.
   */
  #understood(record: PeerRecord, messages: number, { status, caps }: Answer): boolean {
    if (takesBatches(caps) && !this.#sizes.learn(record, messages, status)) return true
    learnCaps(record, caps)
    this.#parts.peers.noteAnswer(record)
    return false
  }

  /** Settles all messages of a request alike. */
  #settleAll(attempt: Attempt, { message }: Meaning, answer: Answer | undefined, thrown: unknown): void {
    if (message === 'delivered') {
      for (const at of attempt.entries.keys()) this.#delivered(attempt, at)
      return
    }
    const failure: Failure = {
      fate: message,
      status: answer?.status,
      why: failureReason(answer?.status, thrown),
      text: () => (answer === undefined ? reasonOf(thrown) : refusalText(answer)),
    }
    for (const at of attempt.entries.keys()) this.#failed(attempt, at, failure)
  }

  #delivered({ record, entries, texts }: Attempt, at: number): void {
    const { hooks, counters } = this.#parts
    const entry = entries[at]
    const json = texts[at]
    if (entry === undefined || json === undefined) return
    settleMessage(entry, record, 'delivered', this.#parts)
    counters.sent++
    countTaken(record)
    if (!isHookUsed(hooks, 'sent')) return
    const delivery = { message: JSON.parse(json), json, peer: peerOf(record) }
    setInputSource(delivery, entry.source)
    hooks.sent.call(delivery)
  }

  #failed({ record, entries, texts }: Attempt, at: number, { fate, status, why, text }: Failure): void {
    const { hooks, counters } = this.#parts
    const entry = entries[at]
    const json = texts[at]
    if (entry === undefined || json === undefined) return
    settleMessage(entry, record, fate, this.#parts)
    counters.failed++
    counters.failures[why]++
    if (!isHookUsed(hooks, 'sendFailed')) return
    const failure = { message: JSON.parse(json), json, peer: peerOf(record), status, reason: text() }
    setInputSource(failure, entry.source)
    hooks.sendFailed.call(failure)
  }
}

import type { Counters, DiscardReason } from '../counters.js'
import { hasCode, PluginError, reasonOf } from '../errors.js'
import { type Hooks, isHookUsed } from '../hooks/hooks.js'
import { setInputSource } from '../hooks/input-source.js'
import type { Reception } from '../hooks/reception.js'
import { describeInvalidVerdict, isReceptionVerdict } from '../hooks/valid-verdict.js'
import type { ReceptionVerdict } from '../hooks/verdict.js'
import { countBrought } from '../peers/one-way.js'
import { type Intake, isEmptyMessage, type PreparedMessage } from '../queue/intake.js'
import type { Provenance } from '../queue/queued-message.js'
import type { Settings } from '../settings/settings.js'
import type { Incoming } from './incoming.js'
import { busy, discarded, type Outcome, type Refusal, type RefusedOutcome, refused } from './outcome.js'
import { ReceivedMessage } from './received-message.js'
import type { SenderLimits } from './sender-limits.js'
import type { RequestTransfers, TransferNames, Transfers } from './transfers.js'

/** What the messages of a request need from their node. */
export interface IncomingMessageParts {
  readonly settings: Pick<Settings, 'legacyRejects'>
  readonly hooks: Hooks
  readonly intake: Intake
  readonly counters: Counters
  readonly transfers: Transfers
  readonly limits: SenderLimits
}

/** A message to queue. */
interface MessageText {
  readonly message: unknown
  /** Its JSON text, where it is at hand. */
  readonly json?: string
}

/** Messages that are queued once it is known what becomes of all others. */
interface Reserved {
  readonly at: number
  readonly prepared: readonly PreparedMessage[]
}

/**
 * The messages of one request: each is recognised if it came before, checked, passed to the taps
 * and queued. Where taps may return promises, or messages have to be stored, all of them are queued
 * together at the end: until it gets the answer, the sender has them, and nobody else may.
 */
export class IncomingMessages {
  readonly #parts: IncomingMessageParts
  readonly #incoming: Incoming
  readonly #from: Provenance
  readonly #transfers: RequestTransfers | undefined
  /** By place. Undefined: accepted, or not decided yet. */
  readonly #outcomes: (Outcome | undefined)[] = []
  readonly #reserved: Reserved[] = []
  /** Taps that have returned a promise. */
  #pending = 0
  #decided: (() => void) | undefined

  /** @param names of the transfers, if they have names */
  constructor(incoming: Incoming, names: TransferNames | undefined, parts: IncomingMessageParts) {
    this.#parts = parts
    this.#incoming = incoming
    const { request, payload, record, source } = incoming
    this.#from = { sender: record, source: source.name, since: parts.intake.now() }
    this.#transfers = names && parts.transfers.of(names, request, payload.sender, source.name)
  }

  /**
   * Receives one message.
   * @param at its place in the request
   * @param json its JSON text, on one line
   */
  receive(at: number, message: unknown, json: string): void {
    const { transfers, limits, hooks, intake } = this.#parts
    const state = this.#transfers && transfers.state(this.#transfers, at)
    if (state !== undefined) {
      if (state === 'in-flight') this.#outcomes[at] = busy('it is still pending')
      return
    }
    if (isEmptyMessage(message)) {
      this.#settle(at, this.#discard('empty', 'the message is empty', message, json))
      return
    }
    const refusal = limits.refusal(this.#incoming, json.length)
    if (refusal !== undefined) this.#settle(at, this.#refuse(refusal))
    else if (isHookUsed(hooks, 'received')) this.#callTaps(at, { message, json })
    else if (intake.hasStore) this.#enqueue(at, [{ message, json }])
    else this.#enqueueAtOnce(at, message, json)
  }

  /** Refuses a message that is not to be looked at. */
  refuse(at: number, refusal: Refusal, reason: string): void {
    this.#outcomes[at] = this.#refused(refusal, reason)
  }

  /** What becomes of each message, by place; undefined for one that is accepted. */
  outcomes(): readonly (Outcome | undefined)[] | Promise<readonly (Outcome | undefined)[]> {
    if (this.#pending > 0 || (this.#reserved.length > 0 && this.#parts.intake.hasStore))
      return this.#outcomesLater()
    this.#queueReserved()
    return this.#outcomes
  }

  async #outcomesLater(): Promise<readonly (Outcome | undefined)[]> {
    if (this.#pending > 0)
      await new Promise<void>((resolve) => {
        this.#decided = resolve
      })
    if (this.#reserved.length > 0 && this.#parts.intake.hasStore) await this.#storeReserved()
    else this.#queueReserved()
    return this.#outcomes
  }

  #callTaps(at: number, received: Required<MessageText>): void {
    const { transfers, hooks } = this.#parts
    const reception = new ReceivedMessage(received, this.#incoming)
    let isDecided = false
    let isPending = false
    // With a callback: it creates no promise where no tap returns one.
    hooks.received.callAsync(reception, (thrown, verdict) => {
      isDecided = true
      this.#applyVerdict(at, reception, received, thrown, verdict)
      if (!isPending) return
      this.#pending--
      if (this.#pending === 0) this.#decided?.()
    })
    if (isDecided) return
    if (this.#transfers !== undefined) transfers.begin(this.#transfers, at)
    isPending = true
    this.#pending++
  }

  #applyVerdict(
    at: number,
    reception: Reception,
    received: Required<MessageText>,
    thrown: unknown,
    verdict: ReceptionVerdict | undefined,
  ): void {
    try {
      const outcome = thrown ? this.#pluginFailed(thrown) : this.#outcomeOf(verdict, reception, received)
      if (Array.isArray(outcome)) this.#enqueue(at, outcome)
      else this.#settle(at, outcome)
    } catch (failure) {
      // Reported where it happened; the sender keeps the message.
      this.#settle(at, this.#pluginFailed(failure))
    }
  }

  /** What becomes of a message after the taps, or the messages to queue. */
  #outcomeOf(
    verdict: ReceptionVerdict | undefined,
    reception: Reception,
    { message, json }: Required<MessageText>,
  ): Outcome | MessageText[] {
    if (verdict === undefined) {
      if (isEmptyMessage(reception.message))
        return this.#discard('dropped', 'a tap emptied the message', message, json)
      return [{ message: reception.message, json: reception.json }]
    }
    // Verdicts of plugins have been checked, those of taps of the application have not.
    if (!isReceptionVerdict(verdict)) {
      const reason = describeInvalidVerdict(verdict)
      const error = new PluginError('ERR_CLACKS_VERDICT', 'application', 'received', reason)
      this.#parts.hooks.pluginFailed.call(error)
      return this.#pluginFailed(undefined)
    }
    switch (verdict.kind) {
      case 'drop':
        return this.#discard('dropped', verdict.reason, message, json)
      case 'reject':
        return this.#refused('rejected', verdict.reason, verdict.status, { message, json })
      case 'split': {
        const messages = verdict.messages.filter((part) => !isEmptyMessage(part))
        if (messages.length === 0)
          return this.#discard('dropped', 'a tap split the message into nothing', message, json)
        return messages.map((part) => ({ message: part }))
      }
    }
  }

  /** Queues a message at once: no tap and no store can make the answer wait. */
  #enqueueAtOnce(at: number, message: unknown, json: string): void {
    const { intake } = this.#parts
    const { record } = this.#incoming
    try {
      const entry = intake.prepare(message, this.#from, json)
      if (intake.put(message, entry, 'received', record)) this.#accept(at, 1)
      else this.#settle(at, this.#refused('busy', 'the queue is full'))
    } catch (thrown) {
      this.#settle(at, this.#refused('over-limit', reasonOf(thrown), undefined, { message, json }))
    }
  }

  /** Makes room for all of the messages that one message became, or for none. */
  #enqueue(at: number, messages: readonly MessageText[]): void {
    const { intake, transfers } = this.#parts
    let prepared: readonly PreparedMessage[]
    try {
      prepared = messages.map(({ message, json }) => ({
        message,
        entry: intake.prepare(message, this.#from, json),
      }))
    } catch (thrown) {
      const [first] = messages
      this.#settle(at, this.#refused('over-limit', reasonOf(thrown), undefined, first))
      return
    }
    if (!intake.reserve(prepared)) {
      this.#settle(at, this.#refused('busy', 'the queue is full'))
      return
    }
    if (this.#transfers !== undefined) transfers.begin(this.#transfers, at)
    this.#reserved.push({ at, prepared })
  }

  #queueReserved(): void {
    if (this.#reserved.length === 0) return
    this.#parts.intake.putReserved(this.#allReserved(), this.#incoming.record)
    for (const { at, prepared } of this.#reserved) this.#accept(at, prepared.length)
  }

  #allReserved(): readonly PreparedMessage[] {
    return this.#reserved.flatMap(({ prepared }) => prepared)
  }

  /** A 200 promises that a message is stored: until then, the sender keeps it. */
  async #storeReserved(): Promise<void> {
    try {
      await this.#parts.intake.storeReserved(this.#allReserved(), this.#incoming.record)
      for (const { at, prepared } of this.#reserved) this.#accept(at, prepared.length)
    } catch {
      // The store has reported it.
      for (const { at } of this.#reserved)
        this.#settle(at, this.#refused('busy', 'the message cannot be stored'))
    }
  }

  #accept(at: number, messages: number): void {
    const { record, isFromSender } = this.#incoming
    if (isFromSender) countBrought(record)
    this.#parts.counters.received += messages
    if (this.#transfers !== undefined) this.#parts.transfers.accept(this.#transfers, at)
  }

  /** An accepted transfer is remembered; any other may be tried again. */
  #settle(at: number, outcome: Outcome): void {
    this.#outcomes[at] = outcome
    if (this.#transfers === undefined) return
    if (outcome.reply.status === 200) this.#parts.transfers.accept(this.#transfers, at)
    else this.#parts.transfers.abandon(this.#transfers, at)
  }

  /** Details of the failure are logged here: they must not leak to peers. */
  #pluginFailed(thrown: unknown): Outcome {
    if (hasCode(thrown, 'ERR_CLACKS_PLUGIN_QUARANTINED'))
      return this.#refused('busy', 'a plugin that decides is quarantined')
    return this.#refused('plugin-failed', 'a plugin of this node failed')
  }

  #refused(refusal: Refusal, reason: string, status?: number, received?: MessageText): Outcome {
    const { legacyRejects } = this.#parts.settings
    const legacy = this.#incoming.caps === undefined
    const outcome = refused(refusal, reason, { legacy, legacyRejects }, status)
    return outcome.fate === 'refused'
      ? this.#refuse(outcome)
      : this.#discard(outcome.why, outcome.reason, received?.message, received?.json)
  }

  #refuse(outcome: RefusedOutcome): Outcome {
    const { counters } = this.#parts
    counters.refused++
    counters.refusals[outcome.why]++
    return outcome
  }

  /** Counts and reports a message that is accepted and not queued. */
  #discard(why: DiscardReason, reason: string, message: unknown, json: string | undefined): Outcome {
    const { hooks, counters } = this.#parts
    counters.discarded++
    counters.discards[why]++
    if (isHookUsed(hooks, 'discarded')) {
      const discard = { message, json, reason, direction: 'in' } as const
      setInputSource(discard, this.#incoming.source.name)
      hooks.discarded.call(discard)
    }
    return discarded(why, reason)
  }
}

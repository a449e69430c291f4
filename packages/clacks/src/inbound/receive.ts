import type { Address } from '../address.js'
import type { Counters } from '../counters.js'
import { type Hooks, isHookUsed } from '../hooks/hooks.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import type { Intake } from '../queue/intake.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest, Reply, Transport } from '../transport/transport.js'
import { type Batch, isBatchType } from '../wire/batch.js'
import { CAPABILITIES } from '../wire/capabilities.js'
import { encodeFriends } from '../wire/encode.js'
import type { Payload } from '../wire/payload.js'
import { replyToBatch } from './batch-reply.js'
import { checkSender, isFromSender } from './check-sender.js'
import { decodeRequest } from './decode-request.js'
import { FRIENDS_IN_ANSWER, withFriends } from './friends.js'
import type { Incoming } from './incoming.js'
import { type IncomingMessageParts, IncomingMessages } from './incoming-messages.js'
import { noteNewcomer } from './newcomers.js'
import { ACCEPTED, BUSY, type Refusal, refused } from './outcome.js'
import { receiveBatch } from './receive-batch.js'
import { completeSwap, type PendingSwap, type RegisterParts, registerSender } from './register-sender.js'
import { SenderLimits } from './sender-limits.js'
import { SenderRanges } from './sender-ranges.js'
import { nameIn, namesIn, Transfers } from './transfers.js'

/** What the receiver needs from its node. */
export interface ReceiverParts extends RegisterParts {
  readonly settings: Settings
  readonly hooks: Hooks
  readonly queue: MessageQueue
  readonly intake: Intake
  readonly transport: Pick<Transport, 'pinnedKey'>
  readonly counters: Counters
  /** Called for a sender that shows another key than the one pinned for its address. */
  readonly keyChanged: (claimed: Address) => void
}

/** Request -> sender -> messages -> answer. What is answered is decided in `outcome.ts`. */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #messageParts: IncomingMessageParts
  readonly limits: SenderLimits
  readonly #ranges: SenderRanges
  #open = true

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    const { settings, hooks, intake, counters, clock } = parts
    this.limits = new SenderLimits(parts)
    const transfers = new Transfers(clock)
    this.#messageParts = { settings, hooks, intake, counters, transfers, limits: this.limits }
    this.#ranges = new SenderRanges(parts.settings)
  }

  /** Answers 503 from now on, so that senders keep their messages. */
  close(): void {
    this.#open = false
  }

  /**
   * Handles one request: decode, check the sender, register it, receive its messages, answer. Never
   * throws and never rejects.
   */
  receive(request: InboundRequest): Reply | Promise<Reply> {
    if (!this.#open) return BUSY
    this.#parts.counters.requestsReceived++
    const payload = decodeRequest(request, this.#parts.settings.limits)
    // Legacy peers send no batches.
    const caps = request.caps ?? (isBatchType(request.contentType) ? CAPABILITIES : undefined)
    if ('refusal' in payload) return this.#refuse(caps, payload.refusal, payload.reason)
    const sender = checkSender(payload.sender, request, this.#parts)
    if ('untrusted' in sender) {
      if (sender.keyChanged) this.#parts.keyChanged(payload.sender)
      if (sender.isNewcomer) noteNewcomer(payload.sender, request, this.#parts)
      return this.#refuse(caps, sender.keyChanged ? 'key-changed' : 'untrusted', sender.untrusted)
    }
    const source = this.#ranges.of(request, payload.sender, sender)
    const { record, swap } = registerSender(payload, caps, sender, source.name, this.#parts)
    const { verified, standing } = sender
    const isFrom = isFromSender(standing, record, source)
    if (payload.type === 'announce') return this.#answerAnnounce(isFrom ? record : undefined, swap, caps)
    const incoming = { payload, request, caps, record, verified, isFromSender: isFrom, source }
    const reply = this.#receiveMessages(payload, incoming)
    if (reply instanceof Promise)
      return swap === undefined ? reply : reply.then((settled) => completeSwap(settled, swap, this.#parts))
    if (swap !== undefined) return completeSwap(reply, swap, this.#parts)
    if (reply.status !== 503 || caps === undefined) return reply
    return withFriends(reply, this.#parts.peers.friends(FRIENDS_IN_ANSWER, record))
  }

  #receiveMessages(
    payload: Payload | Batch,
    incoming: Incoming & { request: InboundRequest },
  ): Reply | Promise<Reply> {
    const parts = this.#messageParts
    if (payload.type === 'batch') {
      const { length } = payload.lines
      const messages = new IncomingMessages(incoming, namesIn(payload.transfer, length), parts)
      receiveBatch(payload, messages, this.#parts.settings.limits)
      const outcomes = messages.outcomes()
      return outcomes instanceof Promise
        ? outcomes.then((settled) => replyToBatch(settled, length))
        : replyToBatch(outcomes, length)
    }
    const messages = new IncomingMessages(incoming, nameIn(incoming.request.transfer), parts)
    messages.receive(0, payload.message, payload.json)
    const outcomes = messages.outcomes()
    return outcomes instanceof Promise
      ? outcomes.then(([outcome]) => outcome?.reply ?? ACCEPTED)
      : (outcomes[0]?.reply ?? ACCEPTED)
  }

  /** @param record the peer that announced itself; undefined if it is only claimed */
  #answerAnnounce(
    record: PeerRecord | undefined,
    swap: PendingSwap | undefined,
    caps: string | undefined,
  ): Reply {
    const { hooks, counters } = this.#parts
    if (record !== undefined) {
      counters.announcesReceived++
      if (isHookUsed(hooks, 'announced')) hooks.announced.call(peerOf(record))
    }
    if (swap !== undefined) return completeSwap(ACCEPTED, swap, this.#parts)
    return caps === undefined ? ACCEPTED : { status: 200, body: encodeFriends([]) }
  }

  /** Refuses a request whose messages are not looked at. */
  #refuse(caps: string | undefined, refusal: Refusal, reason: string): Reply {
    const { settings, hooks, counters } = this.#parts
    const context = { legacy: caps === undefined, legacyRejects: settings.legacyRejects }
    const outcome = refused(refusal, reason, context)
    const { reply } = outcome
    if (outcome.fate === 'refused') {
      counters.refused++
      counters.refusals[outcome.why]++
      return reply
    }
    counters.discarded++
    counters.discards[outcome.why]++
    if (isHookUsed(hooks, 'discarded'))
      hooks.discarded.call({ message: undefined, json: undefined, reason, direction: 'in' })
    return reply
  }
}

import type { Address } from '../address.js'
import type { Counters } from '../counters.js'
import { hasCode, PluginError, reasonOf } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import { setInputSource } from '../hooks/input-source.js'
import type { Reception } from '../hooks/reception.js'
import { describeInvalidVerdict, isReceptionVerdict } from '../hooks/valid-verdict.js'
import type { ReceptionVerdict } from '../hooks/verdict.js'
import type { NetworkRange } from '../network-range.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import { type Intake, isEmptyMessage, type PreparedMessage } from '../queue/intake.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest, Reply, Transport } from '../transport/transport.js'
import { encodeFriends } from '../wire/encode.js'
import type { Payload } from '../wire/payload.js'
import { checkSender, isFromSender } from './check-sender.js'
import { decodeRequest } from './decode-request.js'
import { FRIENDS_IN_ANSWER, withFriends } from './friends.js'
import { noteNewcomer } from './newcomers.js'
import { ACCEPTED, BUSY, discarded, type Outcome, type Refusal, refused } from './outcome.js'
import { ReceivedMessage } from './received-message.js'
import { completeSwap, type PendingSwap, type RegisterParts, registerSender } from './register-sender.js'
import { SenderLimits } from './sender-limits.js'
import { SenderRanges } from './sender-ranges.js'
import { type Transfer, Transfers, transferOf } from './transfers.js'

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

/** A message that is being received. */
interface Inbound {
  readonly payload: Payload
  readonly request: InboundRequest
  readonly record: PeerRecord
  readonly verified: boolean
  /** It comes from the peer that it names. */
  readonly isFromSender: boolean
  readonly transfer: Transfer | undefined
  readonly source: NetworkRange
}

/** A message to queue. */
interface MessageText {
  readonly message: unknown
  /** Its JSON text, where it is at hand. */
  readonly json?: string
}

/** Payload -> verdict -> queue. What is answered is decided in `outcome.ts`. */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #transfers: Transfers
  readonly limits: SenderLimits
  readonly #ranges: SenderRanges
  #open = true

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    this.#transfers = new Transfers(parts.clock)
    this.limits = new SenderLimits(parts)
    this.#ranges = new SenderRanges(parts.settings)
  }

  /** Answers 503 from now on, so that senders keep their messages. */
  close(): void {
    this.#open = false
  }

  /**
   * Handles one request: decode, check the sender, register it, recognise a repeated transfer, call
   * the taps, queue, answer. Never throws and never rejects.
   */
  receive(request: InboundRequest): Reply | Promise<Reply> {
    if (!this.#open) return BUSY
    const payload = decodeRequest(request, this.#parts.settings.limits)
    if ('refusal' in payload) return this.#refuse(request, payload.refusal, payload.reason)
    const sender = checkSender(payload.sender, request, this.#parts)
    if ('untrusted' in sender) {
      if (sender.keyChanged) this.#parts.keyChanged(payload.sender)
      if (sender.isNewcomer) noteNewcomer(payload.sender, request, this.#parts)
      return this.#refuse(request, sender.keyChanged ? 'key-changed' : 'untrusted', sender.untrusted)
    }
    const source = this.#ranges.of(request, payload.sender, sender)
    const { record, swap } = registerSender(payload, request, sender, source.name, this.#parts)
    const { verified, standing } = sender
    const isFrom = isFromSender(standing, record, source)
    if (payload.type === 'announce') return this.#answerAnnounce(isFrom ? record : undefined, swap, request)
    const transfer = transferOf(request, payload.sender, source.name)
    const inbound = { payload, request, record, verified, isFromSender: isFrom, transfer, source }
    const reply = this.#answerRepeated(inbound) ?? this.#receiveMessage(inbound)
    if (reply instanceof Promise)
      return swap === undefined ? reply : reply.then((settled) => completeSwap(settled, swap, this.#parts))
    if (swap !== undefined) return completeSwap(reply, swap, this.#parts)
    if (reply.status !== 503 || request.caps === undefined) return reply
    return withFriends(reply, this.#parts.peers.friends(FRIENDS_IN_ANSWER, record))
  }

  /** @param record the peer that announced itself; undefined if it is only claimed */
  #answerAnnounce(
    record: PeerRecord | undefined,
    swap: PendingSwap | undefined,
    { caps }: InboundRequest,
  ): Reply {
    const { hooks } = this.#parts
    if (record !== undefined && hooks.announced.isUsed()) hooks.announced.call(peerOf(record))
    if (swap !== undefined) return completeSwap(ACCEPTED, swap, this.#parts)
    return caps === undefined ? ACCEPTED : { status: 200, body: encodeFriends([]) }
  }

  /** The reply to a transfer that came before; undefined for a new one. */
  #answerRepeated({ transfer }: Inbound): Reply | undefined {
    if (transfer === undefined) return undefined
    const state = this.#transfers.state(transfer)
    if (state === undefined) return undefined
    return state === 'accepted' ? ACCEPTED : BUSY
  }

  #receiveMessage(inbound: Inbound): Reply | Promise<Reply> {
    const { hooks } = this.#parts
    const { payload, transfer } = inbound
    const { message, json } = payload
    if (isEmptyMessage(message)) return this.#conclude(discarded('the message is empty'), inbound)
    const refusal = this.limits.refusal(inbound, json.length)
    if (refusal !== undefined) return this.#conclude(refusal, inbound)
    if (hooks.received.isUsed()) {
      if (transfer !== undefined) this.#transfers.begin(transfer)
      return this.#callTaps(inbound)
    }
    const reply = this.#enqueue(inbound, [{ message, json }])
    return reply instanceof Promise
      ? reply.then((settled) => this.#settleTransfer(inbound, settled))
      : this.#settleTransfer(inbound, reply)
  }

  async #callTaps(inbound: Inbound): Promise<Reply> {
    const reception = new ReceivedMessage(inbound)
    let reply: Reply
    try {
      const verdict = await this.#parts.hooks.received.promise(reception)
      reply = await this.#applyVerdict(verdict, reception, inbound)
    } catch (thrown) {
      // Reported where it happened; the sender keeps the message.
      reply = this.#refusePluginFailed(inbound, thrown)
    }
    return this.#settleTransfer(inbound, reply)
  }

  #applyVerdict(
    verdict: ReceptionVerdict | undefined,
    reception: Reception,
    inbound: Inbound,
  ): Reply | Promise<Reply> {
    const { request } = inbound
    if (verdict === undefined) {
      if (isEmptyMessage(reception.message))
        return this.#conclude(discarded('a tap emptied the message'), inbound)
      return this.#enqueue(inbound, [{ message: reception.message, json: reception.json }])
    }
    // Verdicts of plugins have been checked, those of taps of the application have not.
    if (!isReceptionVerdict(verdict)) {
      const reason = describeInvalidVerdict(verdict)
      const error = new PluginError('ERR_CLACKS_VERDICT', 'application', 'received', reason)
      this.#parts.hooks.pluginFailed.call(error)
      return this.#refusePluginFailed(inbound)
    }
    switch (verdict.kind) {
      case 'drop':
        return this.#conclude(discarded(verdict.reason), inbound)
      case 'reject':
        return this.#conclude(this.#refused(request, 'rejected', verdict.reason, verdict.status), inbound)
      case 'split': {
        const messages = verdict.messages.filter((message) => !isEmptyMessage(message))
        if (messages.length === 0)
          return this.#conclude(discarded('a tap split the message into nothing'), inbound)
        return this.#enqueue(
          inbound,
          messages.map((message) => ({ message })),
        )
      }
    }
  }

  /** Queues all of the messages, or none. */
  #enqueue(inbound: Inbound, messages: readonly MessageText[]): Reply | Promise<Reply> {
    const { intake } = this.#parts
    const { request, record, source } = inbound
    try {
      const prepared = messages.map(({ message, json }) => ({
        message,
        entry: intake.prepare(message, record, json, source.name),
      }))
      if (intake.hasStore) return this.#enqueueWhenStored(inbound, prepared)
      if (!intake.put(prepared, 'received', record)) return this.#refuse(request, 'busy', 'the queue is full')
    } catch (thrown) {
      return this.#conclude(this.#refused(request, 'over-limit', reasonOf(thrown)), inbound)
    }
    return this.#accept(inbound, messages.length)
  }

  /** A 200 promises that the message is stored: until then, the sender keeps it. */
  async #enqueueWhenStored(inbound: Inbound, prepared: readonly PreparedMessage[]): Promise<Reply> {
    const { transfer, record, request } = inbound
    if (transfer !== undefined) this.#transfers.begin(transfer)
    try {
      if (await this.#parts.intake.putWhenStored(prepared, record))
        return this.#accept(inbound, prepared.length)
    } catch {
      // The store has reported it.
    }
    return this.#refuse(request, 'busy', 'the message cannot be stored')
  }

  /** An accepted transfer is remembered; any other may be tried again. */
  #settleTransfer({ transfer }: Inbound, reply: Reply): Reply {
    if (transfer === undefined) return reply
    if (reply.status === 200) this.#transfers.accept(transfer)
    else this.#transfers.abandon(transfer)
    return reply
  }

  #accept({ record: { traffic }, isFromSender }: Inbound, messages: number): Reply {
    if (traffic !== undefined && isFromSender) traffic.brought++
    this.#parts.counters.received += messages
    return ACCEPTED
  }

  /** Details of the failure are logged here: they must not leak to peers. */
  #refusePluginFailed({ request }: Inbound, thrown?: unknown): Reply {
    if (hasCode(thrown, 'ERR_CLACKS_PLUGIN_QUARANTINED'))
      return this.#refuse(request, 'busy', 'a plugin that decides is quarantined')
    return this.#refuse(request, 'plugin-failed', 'a plugin of this node failed')
  }

  #refuse(request: InboundRequest, refusal: Refusal, reason: string): Reply {
    return this.#conclude(this.#refused(request, refusal, reason), undefined)
  }

  #refused({ caps }: InboundRequest, refusal: Refusal, reason: string, status?: number): Outcome {
    const { legacyRejects } = this.#parts.settings
    return refused(refusal, reason, { legacy: caps === undefined, legacyRejects }, status)
  }

  /** Counts and reports what becomes of a message that is not queued. */
  #conclude({ fate, reply, reason }: Outcome, inbound: Inbound | undefined): Reply {
    const { hooks, counters } = this.#parts
    if (fate === 'refused') {
      counters.refused++
      return reply
    }
    counters.discarded++
    if (hooks.discarded.isUsed()) {
      const payload = inbound?.payload
      const discard = { message: payload?.message, json: payload?.json, reason, direction: 'in' } as const
      setInputSource(discard, inbound?.source.name)
      hooks.discarded.call(discard)
    }
    return reply
  }
}

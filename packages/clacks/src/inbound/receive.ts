import type { Clock } from '../clock.js'
import type { Counters } from '../counters.js'
import { ClacksError, PluginError, reasonOf } from '../errors.js'
import type { Hooks } from '../hooks/hooks.js'
import type { Reception } from '../hooks/reception.js'
import { type ReceptionVerdict, verdictKind } from '../hooks/verdict.js'
import { originOf, rangeOf } from '../peers/range.js'
import { type PeerRecord, peerOf, recordOf } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import { type Intake, isNothing, type Prepared } from '../queue/intake.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Settings } from '../settings/settings.js'
import type { InboundRequest, Reply, Transport } from '../transport/transport.js'
import { decode } from '../wire/decode.js'
import type { Payload } from '../wire/payload.js'
import { repairTruncated } from '../wire/repair.js'
import { textAfterTaps } from './text-after-taps.js'
import { Transfers } from './transfers.js'
import { type Sender, verifySender } from './verify-sender.js'

/** What the receiver needs of its node. */
export interface ReceiverParts {
  readonly settings: Settings
  readonly hooks: Hooks
  readonly peers: PeerTable
  readonly queue: MessageQueue
  readonly intake: Intake
  readonly transport: Pick<Transport, 'pinnedKey'>
  readonly clock: Clock
  readonly counters: Counters
}

const ACCEPTED: Reply = { status: 200 }
const BUSY: Reply = { status: 503, retryAfter: 1 }
/** Friends in the answer to an announce: enough to get to know a network soon, too few to map it. */
const FRIENDS_IN_ANSWER = 4

/** A message on its way through the inbound room. */
interface Inbound {
  readonly payload: Payload
  readonly request: InboundRequest
  readonly record: PeerRecord
  readonly verified: boolean
  /** The name of the transfer, see {@link Transfers}. */
  readonly transfer: string | undefined
}

/** Payload -> verdict -> queue. */
export class Receiver {
  readonly #parts: ReceiverParts
  readonly #transfers: Transfers
  #open = true

  constructor(parts: ReceiverParts) {
    this.#parts = parts
    this.#transfers = new Transfers(parts.clock)
  }

  /** Answers 503 from now on: what arrives stays with its sender. */
  close(): void {
    this.#open = false
  }

  /** One request: decode, verify the sender, meet it, ask the taps, queue, answer. Never throws and never rejects. */
  receive(request: InboundRequest): Reply | Promise<Reply> {
    if (!this.#open) return BUSY
    const read = this.#read(request)
    if ('status' in read) return read
    const sender = verifySender(read.sender, request, this.#parts)
    if ('unbelieved' in sender) return this.#refuse(403, sender.unbelieved)
    const record = this.#register(read, request, sender)
    if (read.type === 'announce') return this.#answerAnnounce(record, request)
    const transfer = this.#transfers.knows(request.transfer) ? request.transfer : undefined
    return this.#take({ payload: read, request, record, verified: sender.verified, transfer })
  }

  #read(request: InboundRequest): Payload | Reply {
    const { limits, legacyRejects } = this.#parts.settings
    try {
      return decode(request.body, limits.depth)
    } catch (thrown) {
      const reason = reasonOf(thrown)
      const status =
        thrown instanceof ClacksError && thrown.code === 'ERR_CLACKS_MESSAGE_TOO_DEEP' ? 413 : 400
      if (request.caps !== undefined) return this.#refuse(status, reason)
      const rest = repairTruncated(request.body, { hostname: request.remoteAddress, port: 0 })
      if (rest?.payload !== undefined) return rest.payload
      const unprocessable = rest !== undefined || status === 413
      return unprocessable && legacyRejects === 'discard'
        ? this.#discard(undefined, reason)
        : this.#refuse(status, reason)
    }
  }

  /** A request from a peer: it enters the table, and so does its friend. */
  #register(
    { sender, friend }: Payload,
    { remoteAddress }: InboundRequest,
    { record: known, verified }: Sender,
  ): PeerRecord {
    const { peers, clock } = this.#parts
    const range = rangeOf(remoteAddress)
    const origin = originOf(range, sender)
    const record = known ?? (sender.port === 0 ? undefined : peers.add(sender, range, origin))
    if (record !== undefined) peers.heardFrom(record, verified ? origin : undefined)
    if (friend !== undefined) peers.add(friend, record?.identifier ?? range, origin)
    peers.allowProbe()
    return record ?? recordOf(sender, { learnedFrom: range, origin, secondHand: true }, clock.now())
  }

  #answerAnnounce(record: PeerRecord, { caps }: InboundRequest): Reply {
    const { hooks, peers } = this.#parts
    if (hooks.announced.isUsed()) hooks.announced.call(peerOf(record))
    if (caps === undefined) return ACCEPTED
    const friends = peers.friends(FRIENDS_IN_ANSWER, record).map((friend) => friend.json)
    return { status: 200, body: `{"friends":[${friends.join(',')}]}` }
  }

  #take(inbound: Inbound): Reply | Promise<Reply> {
    const { hooks, queue } = this.#parts
    const { payload, record, transfer } = inbound
    if (transfer !== undefined) {
      const state = this.#transfers.state(transfer, record.json)
      if (state !== undefined) return state === 'accepted' ? ACCEPTED : BUSY
    }
    if (isNothing(payload.message)) return this.#discard(payload.message, 'the message is empty')
    if (!queue.hasRoom(1, payload.json.length)) return this.#busy()
    if (!hooks.received.isUsed()) {
      const reply = this.#enter(inbound, [{ message: payload.message, json: payload.json }])
      return reply instanceof Promise
        ? reply.then((kept) => this.#settle(inbound, kept))
        : this.#settle(inbound, reply)
    }
    if (transfer !== undefined) this.#transfers.begin(transfer, record.json)
    return this.#ask(inbound)
  }

  async #ask(inbound: Inbound): Promise<Reply> {
    const { hooks } = this.#parts
    const reception = receptionOf(inbound)
    let reply: Reply
    try {
      reply = await this.#follow(await hooks.received.promise(reception), reception, inbound)
    } catch {
      // The failure has been reported where it happened; the sender keeps the message.
      reply = this.#fail()
    }
    return this.#settle(inbound, reply)
  }

  #follow(
    verdict: ReceptionVerdict | undefined,
    reception: Reception,
    inbound: Inbound,
  ): Reply | Promise<Reply> {
    const { payload } = inbound
    switch (verdict === undefined ? 'pass' : verdictKind(verdict)) {
      case 'pass':
        if (isNothing(reception.message)) return this.#discard(payload.message, 'emptied by a tap')
        return this.#enter(inbound, [{ message: reception.message, json: textAfterTaps(payload, reception) }])
      case 'drop':
        return this.#discard(payload.message, reasonFrom(verdict))
      case 'reject':
        return this.#reject(inbound, verdict)
      case 'split':
        return this.#enter(inbound, partsOf(verdict))
      default: {
        const reason = `A tap of \`received\` returned ${JSON.stringify(verdict)?.slice(0, 80)}.`
        const error = new PluginError('ERR_CLACKS_VERDICT', 'application', 'received', reason)
        this.#parts.hooks.pluginFailed.call(error)
        return this.#fail()
      }
    }
  }

  /** All of the messages, or none, enter the queue. */
  #enter(
    inbound: Inbound,
    messages: readonly { readonly message: unknown; readonly json?: string }[],
  ): Reply | Promise<Reply> {
    const { intake, settings } = this.#parts
    try {
      const entries = messages.map(({ message, json }) => ({ message, entry: intake.prepare(message, json) }))
      if (intake.keeps) return this.#enterWhenStored(inbound, entries)
      if (!intake.put(entries, 'received', inbound.record)) return this.#busy()
    } catch (thrown) {
      const reason = reasonOf(thrown)
      if (inbound.request.caps === undefined && settings.legacyRejects === 'discard') {
        return this.#discard(inbound.payload.message, reason)
      }
      return this.#refuse(413, reason)
    }
    return this.#entered(messages.length)
  }

  /** What a 200 promises stands on the disk before it: where it cannot, the sender keeps its message. */
  async #enterWhenStored({ transfer, record }: Inbound, entries: readonly Prepared[]): Promise<Reply> {
    if (transfer !== undefined) this.#transfers.begin(transfer, record.json)
    try {
      if (await this.#parts.intake.putWhenStored(entries, record)) return this.#entered(entries.length)
    } catch {
      // The store has said what is wrong.
    }
    return this.#busy()
  }

  #entered(messages: number): Reply {
    this.#parts.counters.received += messages
    return ACCEPTED
  }

  /** What is decided of a transfer stands: with 200 it has come, else it may come again. */
  #settle({ transfer, record }: Inbound, reply: Reply): Reply {
    if (transfer === undefined) return reply
    if (reply.status === 200) this.#transfers.accept(transfer, record.json)
    else this.#transfers.giveUp(transfer)
    return reply
  }

  /** A legacy sender would bring a rejected message back for ever: it is told that we took it. */
  #reject(inbound: Inbound, verdict: ReceptionVerdict | undefined): Reply {
    const { settings } = this.#parts
    const reason = reasonFrom(verdict)
    if (inbound.request.caps === undefined && settings.legacyRejects === 'discard') {
      return this.#discard(inbound.payload.message, reason)
    }
    return this.#refuse(verdict !== undefined && 'status' in verdict ? verdict.status : 422, reason)
  }

  #discard(message: unknown, reason: string): Reply {
    const { hooks, counters } = this.#parts
    counters.discarded++
    if (hooks.discarded.isUsed()) hooks.discarded.call({ message, reason, direction: 'in' })
    return ACCEPTED
  }

  #busy(): Reply {
    this.#parts.counters.refused++
    return BUSY
  }

  /** What failed is known here. To others it would tell what stands on this machine. */
  #fail(): Reply {
    return this.#refuse(500, 'a plugin of this node failed')
  }

  #refuse(status: number, reason: string): Reply {
    this.#parts.counters.refused++
    return { status, body: JSON.stringify({ error: reason.slice(0, 500) }) }
  }
}

function receptionOf({ payload, request, record, verified }: Inbound): Reception {
  return {
    message: payload.message,
    sender: peerOf(record),
    verified,
    friend: payload.friend,
    remoteAddress: request.remoteAddress,
    legacy: request.caps === undefined,
  }
}

function reasonFrom(verdict: ReceptionVerdict | undefined): string {
  return verdict !== undefined && 'reason' in verdict ? verdict.reason : ''
}

function partsOf(verdict: ReceptionVerdict | undefined): { message: unknown }[] {
  const messages = verdict !== undefined && 'messages' in verdict ? verdict.messages : []
  return messages.filter((message) => !isNothing(message)).map((message) => ({ message }))
}

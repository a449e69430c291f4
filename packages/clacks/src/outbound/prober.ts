import type { Address } from '../address.js'
import type { Counters } from '../counters.js'
import { hasCode } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import { OPERATOR } from '../peers/table.js'
import type { Answer, Transport } from '../transport/transport.js'
import { meaningOf, saysKeyChanged } from '../wire/answers.js'
import { encodeAnnounce } from '../wire/encode.js'
import { friendsIn } from '../wire/friends.js'
import { NOT_A_PAYLOAD } from '../wire/not-payload.js'
import type { ProbeBudget } from './probe-budget.js'
import { type SettleParts, settlePeer, settleReached } from './settle.js'
import type { Swap } from './swap.js'

/** Back-off for a server that does not speak clacks. */
const NOT_CLACKS_BACKOFF_MS = 600_000
const NOT_CLACKS = 'the server there accepts anything, so it does not speak clacks'
/** What the prober needs from its node. */
export interface ProberParts extends SettleParts {
  readonly counters: Counters
  readonly transport: Pick<Transport, 'send'>
  readonly probeBudget: ProbeBudget
  readonly swap: Swap
  /** Called for the friends that an answer names. */
  readonly named: (friends: readonly Address[], by: PeerRecord, given: readonly PeerRecord[]) => void
  /** The JSON text of the node's own address. */
  readonly selfJson: () => string
}

/**
 * Announces this node to peers, and learns their capabilities and whether they speak clacks at all.
 */
export class Prober {
  readonly #parts: ProberParts

  constructor(parts: ProberParts) {
    this.#parts = parts
  }

  /** Announces to an address given by the operator, and adds it if it answers 200. */
  async announce(address: Address): Promise<boolean> {
    const { peers } = this.#parts
    const known = peers.find(address)
    if (peers.isSelf(address) || known?.status === 'ignored') return false
    const given = this.#parts.swap.forAnnounce(known)
    const answer = await this.#announceTo({ ...address, secondHand: false }, known, given)
    if (answer !== undefined && saysKeyChanged(answer)) this.#parts.keyRefused(address)
    if (answer?.status !== 200) return false
    const record = peers.add(address, OPERATOR)
    if (record === undefined) return false
    this.#markReached(record, answer, given)
    return true
  }

  /**
   * Announces to a peer of the table. A second-hand peer without capabilities must also refuse a
   * body that no clacks node accepts. That is a second request: if the budget allows none, it is
   * sent with the next probe.
   */
  async probe(record: PeerRecord): Promise<void> {
    record.inFlight++
    try {
      if (record.unconfirmed) await this.#confirm(record)
      else await this.#introduce(record)
    } finally {
      record.inFlight--
    }
  }

  async #introduce(record: PeerRecord): Promise<void> {
    const given = this.#parts.swap.forAnnounce(record)
    const answer = await this.#announceTo(record, record, given)
    if (answer === undefined) return
    if (answer.status !== 200) return this.#backOff(record, answer)
    if (answer.caps !== undefined || !record.secondHand || record.reachable)
      return this.#markReached(record, answer, given)
    record.unconfirmed = true
    const { probeBudget } = this.#parts
    if (!probeBudget.isLeft) return
    probeBudget.spend()
    await this.#confirm(record)
  }

  async #announceTo(
    to: Address & { secondHand: boolean },
    known: PeerRecord | undefined,
    given: readonly PeerRecord[],
  ): Promise<Answer | undefined> {
    const { peers, selfJson } = this.#parts
    const envelope = {
      sender: selfJson(),
      friend: peers.friend(known)?.json,
      friends: given.map(({ json }) => json),
    }
    return this.#send(to, encodeAnnounce(envelope), known)
  }

  /** A web server that answers 200 to anything would swallow messages. */
  async #confirm(record: PeerRecord): Promise<void> {
    const answer = await this.#send(record, NOT_A_PAYLOAD, record)
    record.unconfirmed = false
    if (answer === undefined) return
    if (answer.status !== 200) return this.#markReached(record, answer, [])
    settlePeer(record, 'failed', undefined, this.#parts, new Error(NOT_CLACKS))
    record.backoffUntil = this.#parts.clock.monotonic() + NOT_CLACKS_BACKOFF_MS
  }

  /** It refused the announce, and would refuse it again at once. */
  #backOff(record: PeerRecord, answer: Answer): void {
    const { peer } = meaningOf(answer.status)
    settlePeer(record, peer === 'reached' ? 'backing-off' : peer, answer, this.#parts)
  }

  async #send(
    to: Address & { secondHand: boolean },
    body: string,
    known: PeerRecord | undefined,
  ): Promise<Answer | undefined> {
    const { counters } = this.#parts
    counters.announcesSent++
    try {
      return await this.#parts.transport.send(to, { body })
    } catch (thrown) {
      counters.announcesUnanswered++
      if (known !== undefined) settlePeer(known, 'failed', undefined, this.#parts, thrown)
      else if (hasCode(thrown, 'ERR_CLACKS_PEER_IS_SELF')) this.#parts.peers.recognise(to)
      return undefined
    }
  }

  #markReached(record: PeerRecord, answer: Answer, given: readonly PeerRecord[]): void {
    settleReached(record, answer, this.#parts)
    if (answer.caps !== undefined) this.#parts.named(friendsIn(answer.body), record, given)
  }
}

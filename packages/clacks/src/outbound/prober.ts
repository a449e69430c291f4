import type { Address } from '../address.js'
import { formatAddress, parseAddress } from '../address.js'
import { hasCode } from '../errors.js'
import type { PeerRecord } from '../peers/record.js'
import { OPERATOR } from '../peers/table.js'
import type { Answer, Transport } from '../transport/transport.js'
import { meaningOf, saysKeyChanged } from '../wire/answers.js'
import { encodeAnnounce } from '../wire/encode.js'
import { NOT_A_PAYLOAD } from '../wire/not-payload.js'
import { type SettleParts, settlePeer } from './settle.js'

/** Back-off for a server that does not speak clacks. */
const NOT_CLACKS_BACKOFF_MS = 600_000
const NOT_CLACKS = 'the server there accepts anything, so it does not speak clacks'
/** Friends read from one answer. */
const MAX_FRIENDS = 8

/** What the prober needs from its node. */
export interface ProberParts extends SettleParts {
  readonly transport: Pick<Transport, 'send'>
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
    const answer = await this.#announceTo({ ...address, secondHand: false }, known)
    if (answer !== undefined && saysKeyChanged(answer)) this.#parts.keyRefused(address)
    if (answer?.status !== 200) return false
    const record = peers.add(address, OPERATOR)
    if (record === undefined) return false
    this.#markReachable(record, answer)
    return true
  }

  /**
   * Announces to a peer of the table. A second-hand peer without capabilities must also refuse a
   * body that no clacks node accepts.
   */
  async probe(record: PeerRecord): Promise<void> {
    const { peers } = this.#parts
    if (record.secondHand && !record.reachable) peers.spendProbe()
    record.inFlight++
    try {
      const answer = await this.#announceTo(record, record)
      if (answer?.status === 200) await this.#assess(record, answer)
      else if (answer !== undefined) this.#backOff(record, answer)
    } finally {
      record.inFlight--
    }
  }

  /** Announces to a lost peer that may be back, unless it backs off or a request is in flight. */
  async probeIfIdle(record: PeerRecord): Promise<void> {
    if (record.inFlight === 0 && record.backoffUntil <= this.#parts.clock.monotonic())
      await this.probe(record)
  }

  async #announceTo(
    to: Address & { secondHand: boolean },
    known: PeerRecord | undefined,
  ): Promise<Answer | undefined> {
    const { peers, selfJson } = this.#parts
    return this.#send(to, encodeAnnounce(selfJson(), peers.friend(known)?.json), known)
  }

  async #assess(record: PeerRecord, answer: Answer): Promise<void> {
    if (answer.caps !== undefined || !record.secondHand || record.reachable)
      return this.#markReachable(record, answer)
    const check = await this.#send(record, NOT_A_PAYLOAD, record)
    if (check === undefined) return
    if (check.status !== 200) return this.#markReachable(record, answer)
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
    try {
      return await this.#parts.transport.send(to, { body })
    } catch (thrown) {
      if (known !== undefined) settlePeer(known, 'failed', undefined, this.#parts, thrown)
      else if (hasCode(thrown, 'ERR_CLACKS_PEER_IS_SELF')) this.#parts.peers.recognise(to)
      return undefined
    }
  }

  #markReachable(record: PeerRecord, answer: Answer): void {
    record.reachable = true
    record.caps = answer.caps
    settlePeer(record, 'reached', answer, this.#parts)
    for (const friend of friendsIn(answer))
      this.#parts.peers.add(friend, formatAddress(record), record.origin)
  }
}

/** The valid friends in the answer to an announce. */
function friendsIn({ caps, body }: Answer): Address[] {
  if (caps === undefined || body === '') return []
  let friends: unknown
  try {
    friends = (JSON.parse(body) as { friends?: unknown } | null)?.friends
  } catch {
    return []
  }
  if (!Array.isArray(friends)) return []
  return friends.slice(0, MAX_FRIENDS).flatMap((friend: { hostname?: unknown; port?: unknown } | null) => {
    const address = parseAddress(friend?.hostname, friend?.port)
    return address === undefined ? [] : [address]
  })
}

import { formatAddress } from '../address.js'
import type { Cancel } from '../clock.js'
import type { Counters } from '../counters.js'
import { PluginError, reasonOf } from '../errors.js'
import type { Departure } from '../hooks/departure.js'
import type { Hooks } from '../hooks/hooks.js'
import { setInputSource } from '../hooks/input-source.js'
import { describeInvalidVerdict, isDepartureVerdict } from '../hooks/valid-verdict.js'
import { countTaken } from '../peers/one-way.js'
import type { Peer } from '../peers/peer.js'
import type { WaitReason } from '../peers/pick.js'
import { type PeerRecord, peerOf } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queue.js'
import { secondsToSend } from '../queue/time-to-send.js'
import type { Settings } from '../settings/settings.js'
import type { Answer } from '../transport/transport.js'
import { FAILED, meaningOf } from '../wire/answers.js'
import { swapsFriends } from '../wire/capabilities.js'
import { encodeMessage } from '../wire/encode.js'
import { friendsIn } from '../wire/friends.js'
import { stringifyMessage } from '../wire/json.js'
import { fitsLegacy, wireBytes } from '../wire/legacy.js'
import { textOfChanged } from '../wire/unchanged-numbers.js'
import { Attempt } from './attempt.js'
import { DeferredMessages, RETRY_PICK_MS } from './deferred-messages.js'
import { Openings } from './openings.js'
import type { Pace } from './pace.js'
import type { Prober, ProberParts } from './prober.js'
import { refusalText } from './refusal-text.js'
import { avoidPeer, settleMessage, settlePeer, settleReached } from './settle.js'
import { fitsLegacyPeer, needsCapabilities, needsProbe, suitabilityOf } from './suitability.js'
import { TransferNames } from './transfer-names.js'
import { waitingToSay } from './waiting.js'

/** What the sender needs from its node. */
export interface SenderParts extends ProberParts {
  readonly hooks: Hooks
  readonly prober: Prober
  readonly pace: Pace
  readonly settings: Pick<Settings, 'limits' | 'sendrate' | 'byterate'>
  readonly counters: Counters
}

/** queue -> peer: wait for the pace, take, pick, call the taps, send, settle. Idle until woken. */
export class Sender {
  readonly #parts: SenderParts
  readonly #transferNames = new TransferNames()
  readonly #openings = new Openings()
  #running = false
  #timer: Cancel | undefined
  #whenIdle: (() => void) | undefined
  #pumping = false
  readonly #deferred: DeferredMessages
  /** No peer can take a message that needs more than a legacy peer before this time. */
  #noCarrierUntil = 0

  constructor(parts: SenderParts) {
    this.#parts = parts
    this.#deferred = new DeferredMessages(parts.queue, parts.clock)
  }

  start(): void {
    this.#running = true
    this.wake()
  }

  /** A peer or a setting has changed. */
  wake(): void {
    this.#openings.reset()
    this.messageQueued()
  }

  messageQueued(): void {
    if (this.#running && !this.#pumping) this.#pump()
  }

  /** Sends nothing more, and resolves when nothing is in flight. */
  async stop(): Promise<void> {
    this.#running = false
    this.#timer?.()
    if (this.#parts.queue.taken === 0) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
  }

  #pump(): void {
    this.#timer?.()
    this.#timer = undefined
    this.#pumping = true
    this.#deferred.requeueDue()
    while (this.#sendNext());
    this.#pumping = false
    const { delay } = this.#deferred
    if (this.#timer === undefined && delay !== undefined) this.#wait(delay)
  }

  /** Sends one message; false if there is a reason to wait. */
  #sendNext(): boolean {
    const { queue, peers, pace, settings } = this.#parts
    const { limits } = settings
    if (queue.waiting === 0 || !peers.hasPeerToSendTo || queue.taken >= limits.inFlight) return false
    const delay = pace.delay()
    if (delay > 0) return this.#wait(delay)
    const now = this.#parts.clock.monotonic()
    if (this.#openings.areUsedUp(now)) return false
    const entry = queue.take()
    if (entry === undefined) return false
    if (now < this.#noCarrierUntil && needsCapabilities(entry)) return this.#skip(entry)
    const context = { now, limits }
    const pick = peers.pick((record) => suitabilityOf(record, entry, context))
    if (pick.peer === undefined) return this.#postpone(entry, pick.wait)
    if (needsProbe(pick.peer, entry)) {
      // Probes do not count against the pace: an attacker who names addresses would slow messages
      // down.
      queue.returnFirst(entry)
      void this.#parts.prober.probe(pick.peer).then(() => this.wake())
      return true
    }
    this.#deferred.noteSent()
    pace.spend(entry.bytes)
    void this.#send(entry, pick.peer)
    return true
  }

  /**
   * No peer can take the message now. It stays at the front if a suitable peer is only busy, or if
   * every peer could carry it; otherwise it is deferred.
   */
  #postpone(entry: QueuedMessage, wait: WaitReason): boolean {
    const { queue } = this.#parts
    if (wait === 'busy') {
      queue.returnFirst(entry)
      this.#openings.allBusy(this.#parts.clock.monotonic())
      return false
    }
    if (wait === 'backing-off' && entry.refusals === undefined && fitsLegacyPeer(entry)) {
      queue.returnFirst(entry)
      return this.#wait(RETRY_PICK_MS)
    }
    // Others like it need not look.
    if (needsCapabilities(entry)) this.#noCarrierUntil = this.#parts.clock.monotonic() + RETRY_PICK_MS
    return this.#skip(entry)
  }

  #skip(entry: QueuedMessage): true {
    this.#deferred.defer(entry)
    return true
  }

  #wait(milliseconds: number): false {
    if (milliseconds !== Number.POSITIVE_INFINITY)
      this.#timer = this.#parts.clock.after(milliseconds, () => this.#pump())
    return false
  }

  /** Sends one message. Whatever happens, the message is settled at the end. */
  async #send(entry: QueuedMessage, record: PeerRecord): Promise<void> {
    const attempt = new Attempt(entry, record, this.#parts.peers.friend(record))
    attempt.reserve()
    this.#openings.begin()
    try {
      if (!this.#parts.hooks.beforeSend.isUsed() || (await this.#callTaps(attempt)))
        await this.#transmit(attempt)
    } finally {
      attempt.release()
      this.#openings.end()
      if (this.#running) this.messageQueued()
      else if (this.#parts.queue.taken === 0) this.#whenIdle?.()
    }
  }

  /** Calls the taps. False: the message is settled and is not sent. */
  async #callTaps(attempt: Attempt): Promise<boolean> {
    const { hooks } = this.#parts
    const message: unknown = JSON.parse(attempt.json)
    const departure: Departure = {
      message,
      json: attempt.json,
      peer: peerOf(attempt.record),
      friend: attempt.friend && peerOf(attempt.friend),
    }
    setInputSource(departure, attempt.entry.source ?? attempt.entry.transfer)
    try {
      const verdict = await hooks.beforeSend.promise(departure)
      if (verdict === undefined) {
        this.#applyChanges(attempt, departure, message)
        return true
      }
      // Verdicts of plugins have been checked, those of taps of the application have not.
      if (!isDepartureVerdict(verdict)) throw this.#misuse(describeInvalidVerdict(verdict))
      if (verdict.kind === 'drop') this.#drop(attempt, departure.message, verdict.reason)
      else this.#deferred.defer(attempt.entry)
      return false
    } catch {
      // Reported where it happened; the message is tried again later.
      this.#deferred.defer(attempt.entry)
      return false
    }
  }

  /**
   * Applies the changes of the taps to message and peer.
   * @throws PluginError if the peer cannot take it
   */
  #applyChanges(attempt: Attempt, departure: Departure, before: unknown): void {
    const { message, peer } = departure
    if (!isPeer(peer, attempt.record)) {
      const record = this.#parts.peers.find(peer)
      if (record === undefined || !isPeer(peer, record) || record.status === 'ignored')
        throw this.#misuse(`Peer ${formatAddress(peer)} is not in the table, or is ignored.`)
      attempt.redirect(record)
    }
    if (message !== before || typeof message === 'object') {
      const text = stringifyMessage(message)
      if (text !== stringifyMessage(JSON.parse(attempt.json)))
        attempt.json = textOfChanged(message, attempt.json)
    }
    const { record, json } = attempt
    if (
      record.caps === undefined &&
      !(json === attempt.entry.json ? fitsLegacyPeer(attempt.entry) : fitsLegacy(json))
    ) {
      avoidPeer(attempt.entry, record, this.#parts)
      throw this.#misuse(`Peer ${formatAddress(record)} cannot carry the message.`)
    }
  }

  #misuse(reason: string): PluginError {
    const error = new PluginError('ERR_CLACKS_VERDICT', 'application', 'beforeSend', reason)
    this.#parts.hooks.pluginFailed.call(error)
    return error
  }

  #drop({ entry, json }: Attempt, message: unknown, reason: string): void {
    const { hooks, queue, counters } = this.#parts
    queue.release(entry)
    counters.discarded++
    if (!hooks.discarded.isUsed()) return
    const discard = { message, json, reason, direction: 'out' } as const
    setInputSource(discard, entry.source)
    hooks.discarded.call(discard)
  }

  async #transmit(attempt: Attempt): Promise<void> {
    const { transport, selfJson, swap, queue, settings, probeBudget } = this.#parts
    const { entry, record, json } = attempt
    const friend = attempt.friend === record ? undefined : attempt.friend
    const given = swap.forMessage(record)
    const body = encodeMessage(json, {
      sender: selfJson(),
      friend: friend?.json,
      friends: given.length === 0 ? undefined : given.map((peer) => peer.json),
      waiting: swapsFriends(record.caps) ? waitingToSay(secondsToSend(queue, settings)) : undefined,
    })
    attempt.resize(wireBytes(body.length, record.hostname))
    try {
      const transfer =
        record.caps === undefined ? undefined : this.#transferNames.nameFor(record, entry.transfer)
      const answer = await transport.send(record, { body, transfer })
      this.#settle(attempt, answer, undefined)
      // The answer to a swap, or a refusal for now, which names others to ask.
      if (answer.body !== '' && (answer.status === 200 || answer.status === 503)) {
        probeBudget.allow()
        this.#parts.named(friendsIn(answer.body), record, given)
      }
    } catch (thrown) {
      this.#settle(attempt, undefined, thrown)
    }
  }

  #settle({ entry, record, json }: Attempt, answer: Answer | undefined, thrown: unknown): void {
    const { hooks, counters } = this.#parts
    const meaning = answer === undefined ? FAILED : meaningOf(answer.status)
    if (answer?.status === 200) settleReached(record, answer, this.#parts)
    else settlePeer(record, meaning.peer, answer, this.#parts, thrown)
    settleMessage(entry, record, meaning.message, this.#parts)
    if (meaning.message === 'delivered') {
      counters.sent++
      if (record.traffic !== undefined) countTaken(record.traffic)
      if (!hooks.sent.isUsed()) return
      const delivery = { message: JSON.parse(json), json, peer: peerOf(record) }
      setInputSource(delivery, entry.source)
      hooks.sent.call(delivery)
      return
    }
    counters.failed++
    if (!hooks.sendFailed.isUsed()) return
    const reason = answer === undefined ? reasonOf(thrown) : refusalText(answer)
    const status = answer?.status
    const failure = { message: JSON.parse(json), json, peer: peerOf(record), status, reason }
    setInputSource(failure, entry.source)
    hooks.sendFailed.call(failure)
  }
}

/** Not by the identifier alone: different addresses can have the same one. */
function isPeer({ identifier, hostname, port }: Peer, record: PeerRecord): boolean {
  return identifier === record.identifier && hostname === record.hostname && port === record.port
}

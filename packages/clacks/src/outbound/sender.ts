import { type Cancel, endOfTurn } from '../clock.js'
import type { Suitability, WaitReason } from '../peers/pick.js'
import type { PeerRecord } from '../peers/record.js'
import type { QueuedMessage } from '../queue/queued-message.js'
import type { Settings } from '../settings/settings.js'
import { DeferredMessages, RETRY_PICK_MS } from './deferred-messages.js'
import { Departures, type DeparturesParts } from './departures.js'
import { Openings } from './openings.js'
import type { Pace } from './pace.js'
import type { Prober } from './prober.js'
import { Requests, type RequestsParts } from './requests.js'
import {
  fitsLegacyPeer,
  needsCapabilities,
  needsProbe,
  type PickContext,
  suitabilityOf,
} from './suitability.js'

/** What the sender needs from its node. */
export interface SenderParts extends DeparturesParts, RequestsParts {
  readonly pace: Pace
  readonly settings: Pick<Settings, 'limits' | 'sendrate' | 'byterate'>
}

/** queue -> peer: wait for the pace, take, pick, call the taps, send. Idle until woken. */
export class Sender {
  readonly #parts: SenderParts
  readonly #prober: Prober
  readonly #requests: Requests
  readonly #departures: Departures
  readonly #openings = new Openings()
  #running = false
  #timer: Cancel | undefined
  #whenIdle: (() => void) | undefined
  #isPumping = false
  #isScheduled = false
  readonly #deferred: DeferredMessages
  /** What the next pick depends on: an object for each would cost more than the pick. */
  readonly #context: PickContext
  #picked: QueuedMessage | undefined
  /** No peer can take a message that needs more than a legacy peer before this time. */
  #noCarrierUntil = 0

  constructor(parts: SenderParts, prober: Prober) {
    this.#parts = parts
    this.#prober = prober
    this.#deferred = new DeferredMessages(parts.queue, parts.clock)
    this.#departures = new Departures(parts)
    this.#requests = new Requests(parts, {
      begun: () => this.#openings.begin(),
      ended: () => this.#ended(),
    })
    this.#context = {
      now: 0,
      limits: parts.settings.limits,
      canBegin: true,
      hasPlace: (record, entry) => this.#requests.hasPlaceFor(record, entry),
    }
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

  /**
   * Sends what is queued. Messages that are queued together are sent together: those of one task if
   * nothing is in flight, so that a message alone is as fast as it can be, else those of one turn
   * of the event loop, in which many requests and answers may arrive.
   */
  messageQueued(): void {
    if (!this.#running || this.#isPumping || this.#isScheduled) return
    this.#isScheduled = true
    if (this.#openings.attempts === 0) queueMicrotask(this.#pumpScheduled)
    else endOfTurn(this.#parts.clock, this.#pumpScheduled)
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

  readonly #pumpScheduled = (): void => {
    this.#isScheduled = false
    if (this.#running) this.#pump()
    else this.#requests.flush()
  }

  #pump(): void {
    this.#timer?.()
    this.#timer = undefined
    this.#isPumping = true
    this.#deferred.requeueDue()
    const now = this.#parts.clock.monotonic()
    while (this.#sendNext(now));
    this.#isPumping = false
    this.#requests.flush()
    const { delay } = this.#deferred
    if (this.#timer === undefined && delay !== undefined) this.#wait(delay)
  }

  /** Sends one message; false if there is a reason to wait. */
  #sendNext(now: number): boolean {
    const { queue, peers, pace, settings } = this.#parts
    const { limits } = settings
    if (queue.waiting === 0 || !peers.hasPeerToSendTo) return false
    const delay = pace.delay()
    if (delay > 0) return this.#wait(delay)
    const canBegin = this.#openings.attempts < limits.inFlight && !this.#openings.areUsedUp(now)
    if (!canBegin && !this.#requests.areOpen) return false
    const entry = queue.take()
    if (entry === undefined) return false
    if (now < this.#noCarrierUntil && needsCapabilities(entry)) return this.#skip(entry)
    this.#context.now = now
    this.#context.limits = limits
    this.#context.canBegin = canBegin
    this.#picked = entry
    const pick = peers.pick(this.#suits)
    if (pick.peer === undefined) return this.#postpone(entry, pick.wait)
    if (needsProbe(pick.peer, entry)) {
      // Probes do not count against the pace: an attacker who names addresses would slow messages
      // down.
      queue.returnFirst(entry)
      void this.#prober.probe(pick.peer).then(() => this.wake())
      return true
    }
    this.#deferred.noteSent()
    pace.spend(entry.bytes)
    this.#send(entry, pick.peer)
    return true
  }

  readonly #suits = (record: PeerRecord): Suitability =>
    this.#picked === undefined ? 'unsuitable' : suitabilityOf(record, this.#picked, this.#context)

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

  #send(entry: QueuedMessage, record: PeerRecord): void {
    const requests = this.#requests
    const friend = requests.friendFor(record)
    if (!this.#departures.areTapped) {
      requests.add(entry, entry.json, record, friend)
      return
    }
    // A message that is with the taps counts as one that is being sent to the peer.
    record.inFlight++
    this.#openings.begin()
    const left = (): void => {
      record.inFlight--
      this.#ended()
    }
    this.#departures.callTaps(
      { entry, record, friend },
      {
        send: (text, chosen) => {
          requests.add(entry, text, chosen, friend)
          left()
        },
        defer: () => {
          this.#deferred.defer(entry)
          left()
        },
        dropped: left,
      },
    )
  }

  /** A request has ended, or the taps have decided about a message. */
  #ended(): void {
    this.#openings.end()
    if (this.#parts.queue.taken === 0) this.#whenIdle?.()
    else if (!this.#running) this.#requests.flush()
    this.messageQueued()
  }
}

import type { Cancel, Clock } from '../clock.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import type { ProbeBudget } from './probe-budget.js'
import type { Prober } from './prober.js'

/** Probes at a time. */
const MAX_PROBING = 64
/**
 * Peers that wait for their probe because they called, or because others say that they are alive.
 */
const MAX_WAITING = 512
/**
 * Milliseconds before a peer that called is probed: several that call at once are probed together.
 */
const SOON_MS = 100
/** Milliseconds between two probes of addresses that others named, while few peers are known. */
const NAMED_MS = 1_000
/** The same for a node that knows enough peers: it learns about others at leisure. */
const NAMED_LATER_MS = 5_000

/** What the scheduler needs from its node. */
export interface ProbeSchedulerParts {
  readonly clock: Clock
  readonly peers: PeerTable
  readonly prober: Prober
  readonly probeBudget: ProbeBudget
}

/**
 * Decides which second-hand peers are probed, and when: those that sent a request at once, those
 * that others named one after the other. The pace does not depend on `sendrate`, and probes do not
 * count against it: a peer that names addresses would slow messages down.
 */
export class ProbeScheduler {
  readonly #parts: ProbeSchedulerParts
  /** Peers that sent a request and were never reached. */
  readonly #callers: PeerRecord[] = []
  /** Peers that could not be reached, and that others name. */
  readonly #lost: PeerRecord[] = []
  #probing = 0
  #nextNamedAt = 0
  #timer: Cancel | undefined
  #running = false
  /** Something is to be probed as soon as the budget allows it. */
  #waitsForBudget = false

  constructor(parts: ProbeSchedulerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running = true
    this.#pump()
  }

  stop(): void {
    this.#running = false
    this.#timer?.()
    this.#timer = undefined
  }

  /**
   * A request was received: it allows one probe, of its sender if that was never reached.
   * @param lost peers that it names and that could not be reached
   */
  called(record: PeerRecord | undefined, lost: readonly PeerRecord[] = []): void {
    this.#parts.probeBudget.allow()
    const isCandidate = record?.section === 'candidate'
    if (isCandidate && this.#callers.length < MAX_WAITING) this.#callers.push(record)
    if (isCandidate || this.#waitsForBudget) this.#pumpIn(SOON_MS)
    if (lost.length > 0) this.named(lost)
  }

  /** Others named addresses. @param lost those that are known and could not be reached */
  named(lost: readonly PeerRecord[]): void {
    if (this.#lost.length < MAX_WAITING) this.#lost.push(...lost)
    this.#pumpIn(SOON_MS)
  }

  #pump(): void {
    this.#waitsForBudget = false
    while (this.#running && this.#probing < MAX_PROBING) {
      const record = this.#next()
      if (record === undefined) return
      this.#parts.probeBudget.spend()
      this.#probing++
      void this.#parts.prober.probe(record).then(() => {
        this.#probing--
        this.#pump()
      })
    }
  }

  /** The next peer to probe; undefined if there is none, or not yet. */
  #next(): PeerRecord | undefined {
    const { peers, clock, probeBudget } = this.#parts
    this.#waitsForBudget = !probeBudget.isLeft
    if (this.#waitsForBudget) return undefined
    const caller = this.#nextOf(this.#callers, ({ section }) => section === 'candidate')
    if (caller !== undefined) return caller
    const now = clock.monotonic()
    if (this.#nextNamedAt > now) {
      if (this.#lost.length > 0 || peers.candidate() !== undefined) this.#pumpIn(this.#nextNamedAt - now)
      return undefined
    }
    const lost = this.#nextOf(this.#lost, ({ status }) => status === 'lost' || status === 'dead')
    const next = lost ?? peers.candidate()
    if (next !== undefined)
      this.#nextNamedAt = now + (lost !== undefined || peers.isSmall ? NAMED_MS : NAMED_LATER_MS)
    return next
  }

  /** Takes the first of a list that is still to be probed. */
  #nextOf(list: PeerRecord[], isToBeProbed: (record: PeerRecord) => boolean): PeerRecord | undefined {
    const now = this.#parts.clock.monotonic()
    for (let record = list.shift(); record !== undefined; record = list.shift()) {
      const isListed = record.section !== undefined
      if (isListed && isToBeProbed(record) && record.inFlight === 0 && record.backoffUntil <= now)
        return record
    }
    return undefined
  }

  #pumpIn(milliseconds: number): void {
    if (this.#timer !== undefined || !this.#running) return
    this.#timer = this.#parts.clock.after(milliseconds, () => {
      this.#timer = undefined
      this.#pump()
    })
  }
}

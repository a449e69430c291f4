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
/**
 * Milliseconds between two probes of addresses that others named, while few peers are known, or
 * while the table is full: then it is a sample of the network, which is as good as it is fresh.
 */
const NAMED_MS = 1_000
/** The same for a node that knows enough peers and has room: it learns about others at leisure. */
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
  readonly #callers = new Set<PeerRecord>()
  /** Peers that could not be reached, and that others name. */
  readonly #lost = new Set<PeerRecord>()
  #probing = 0
  #nextNamedAt = 0
  /** The last named one was lost. Lost ones and candidates take turns: none keep out others. */
  #wasLost = false
  #timer: Cancel | undefined
  #pumpAt = 0
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

  /** A request was received: it allows one probe, of its sender if that was never reached. */
  called(record: PeerRecord | undefined): void {
    this.#parts.probeBudget.allow()
    const isCandidate = record?.section === 'candidate'
    if (isCandidate && this.#callers.size < MAX_WAITING) this.#callers.add(record)
    if (isCandidate || this.#waitsForBudget) this.#pumpIn(SOON_MS)
  }

  /** Others named addresses. @param lost those that are known and could not be reached */
  named(lost: readonly PeerRecord[]): void {
    for (const record of lost) if (this.#lost.size < MAX_WAITING) this.#lost.add(record)
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
      if (this.#lost.size > 0 || peers.candidate() !== undefined) this.#pumpIn(this.#nextNamedAt - now)
      return undefined
    }
    const next = this.#nextNamed()
    const isUrgent = this.#wasLost || this.#lost.size > 0 || peers.isSmall || peers.isFull
    if (next !== undefined) this.#nextNamedAt = now + (isUrgent ? NAMED_MS : NAMED_LATER_MS)
    return next
  }

  #nextNamed(): PeerRecord | undefined {
    const { peers } = this.#parts
    const candidate = this.#wasLost ? peers.candidate() : undefined
    const lost = candidate === undefined ? this.#nextOf(this.#lost, isLost) : undefined
    this.#wasLost = lost !== undefined
    return candidate ?? lost ?? peers.candidate()
  }

  /** Takes the first of a list that is still to be probed. */
  #nextOf(list: Set<PeerRecord>, isToBeProbed: (record: PeerRecord) => boolean): PeerRecord | undefined {
    const now = this.#parts.clock.monotonic()
    for (const record of list) {
      list.delete(record)
      const isListed = record.section !== undefined
      if (isListed && isToBeProbed(record) && record.inFlight === 0 && record.backoffUntil <= now)
        return record
    }
    return undefined
  }

  #pumpIn(milliseconds: number): void {
    const at = this.#parts.clock.monotonic() + milliseconds
    if (!this.#running || (this.#timer !== undefined && this.#pumpAt <= at)) return
    this.#timer?.()
    this.#pumpAt = at
    this.#timer = this.#parts.clock.after(milliseconds, () => {
      this.#timer = undefined
      this.#pump()
    })
  }
}

function isLost({ status }: PeerRecord): boolean {
  return status === 'lost' || status === 'dead'
}

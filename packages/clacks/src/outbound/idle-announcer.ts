import type { Cancel, Clock } from '../clock.js'
import type { PeerTable } from '../peers/table.js'
import type { MessageQueue } from '../queue/queue.js'
import type { Random } from '../random.js'
import type { ProbeScheduler } from './probe-scheduler.js'
import type { Prober } from './prober.js'

/** Milliseconds between two announces of a node that is still getting to know its network. */
const LEARNING_MS = 1_000

/** What announcing needs from its node. */
export interface IdleAnnouncerParts {
  readonly clock: Clock
  readonly random: Random
  readonly queue: Pick<MessageQueue, 'size' | 'taken'>
  readonly peers: Pick<PeerTable, 'isSmall' | 'candidate' | 'randomKnownPeer'>
  readonly prober: Pick<Prober, 'probe'>
  readonly probeScheduler: Pick<ProbeScheduler, 'called'>
}

/**
 * A node that nobody knows gets no messages: an idle one announces itself now and then, and soon
 * again while it knows few peers and keeps hearing of new ones.
 */
export class IdleAnnouncer {
  readonly #parts: IdleAnnouncerParts
  #longest = 0
  #isSoon = false
  #cancel: Cancel | undefined

  constructor(parts: IdleAnnouncerParts) {
    this.#parts = parts
  }

  /** @param longest milliseconds between two announces; 0 for none */
  start(longest: number): void {
    this.stop()
    this.#longest = longest
    if (longest > 0) this.#arm(longest)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#isSoon = false
  }

  /** An address was named that this node did not know. */
  heardOfPeer(): void {
    if (this.#cancel === undefined || this.#isSoon || !this.#parts.peers.isSmall) return
    this.#cancel()
    this.#isSoon = true
    this.#arm(Math.min(LEARNING_MS, this.#longest))
  }

  #arm(milliseconds: number): void {
    const { clock, random } = this.#parts
    // Jitter: nodes that start together must not announce together.
    const delay = milliseconds * (0.75 + random.fraction() / 2)
    this.#cancel = clock.after(delay, () => this.#announce())
  }

  #announce(): void {
    const { queue, peers, prober, probeScheduler } = this.#parts
    // A probe is an announce, too: one of a peer that is not known yet is worth more.
    const probes = this.#isSoon && peers.candidate() !== undefined
    this.#isSoon = false
    this.#arm(this.#longest)
    const peer = queue.size + queue.taken === 0 && !probes ? peers.randomKnownPeer() : undefined
    if (peer !== undefined) void prober.probe(peer)
    probeScheduler.called(undefined)
  }
}

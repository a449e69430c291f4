import type { Clock } from '../clock.js'
import type { PeerRecord } from '../peers/record.js'
import type { PeerTable } from '../peers/table.js'
import { swapsFriends } from '../wire/capabilities.js'

/** Friends in a request: few enough to cost nothing, enough to mix a network in minutes. */
const FRIENDS = 4
/** Milliseconds between two messages with friends: a fast node mixes no better for more of them. */
const INTERVAL_MS = 1_000

const NONE: readonly PeerRecord[] = []

/** Decides which requests carry friends to swap, and which. */
export class Swap {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #peers: Pick<PeerTable, 'friends'>
  #nextAt = 0

  constructor(clock: Pick<Clock, 'monotonic'>, peers: Pick<PeerTable, 'friends'>) {
    this.#clock = clock
    this.#peers = peers
  }

  /**
   * The friends for a message to a peer; none if it is too early, or if the peer knows no swaps.
   */
  forMessage(to: PeerRecord): readonly PeerRecord[] {
    const now = this.#clock.monotonic()
    if (now < this.#nextAt || !swapsFriends(to.caps)) return NONE
    this.#nextAt = now + INTERVAL_MS
    return this.#peers.friends(FRIENDS, to)
  }

  /** The friends for an announce to a peer. */
  forAnnounce(to: PeerRecord | undefined): readonly PeerRecord[] {
    return to !== undefined && swapsFriends(to.caps) ? this.#peers.friends(FRIENDS, to) : []
  }
}

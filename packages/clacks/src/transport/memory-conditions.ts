import type { Random } from '../random.js'

/** One direction of an exchange: a request or its answer. */
export interface Hop {
  /** `host:port` of the sender of these bytes. */
  readonly from: string
  /** `host:port` of their receiver. */
  readonly to: string
  readonly carries: 'request' | 'answer'
}

/** One-way milliseconds: fixed, uniform between two bounds, or by hop. */
export type Latency = number | readonly [min: number, max: number] | ((hop: Hop) => number)

/** Probability, 0 to 1, that a request or answer is lost: for both, for each, or by hop. */
export type Loss = number | { readonly requests?: number; readonly answers?: number } | ((hop: Hop) => number)

/** Latency, loss and partitions of a memory network. They can be changed at any time. */
export class MemoryConditions {
  latency: Latency
  loss: Loss
  readonly #random: Random
  readonly #groups = new Map<string, number>()

  constructor(latency: Latency, loss: Loss, random: Random) {
    this.latency = latency
    this.loss = loss
    this.#random = random
  }

  /** Milliseconds of this hop. */
  delay(hop: Hop): number {
    if (typeof this.latency === 'function') return this.latency(hop)
    if (typeof this.latency === 'number') return this.latency
    const [min, max] = this.latency
    return min + this.#random.fraction() * (max - min)
  }

  /** Whether this hop fails: by chance, or because of a partition. */
  loses(hop: Hop): boolean {
    if (this.#groups.get(hop.from) !== this.#groups.get(hop.to)) return true
    const chance = this.#chance(hop)
    return chance > 0 && this.#random.fraction() < chance
  }

  /**
   * Only addresses of the same group can reach each other; all that are not listed form another
   * group.
   */
  partition(groups: readonly (readonly string[])[]): void {
    this.#groups.clear()
    for (const [index, group] of groups.entries()) {
      for (const address of group) this.#groups.set(address, index)
    }
  }

  /** Ends the partition. */
  heal(): void {
    this.#groups.clear()
  }

  #chance(hop: Hop): number {
    if (typeof this.loss === 'function') return this.loss(hop)
    if (typeof this.loss === 'number') return this.loss
    return (hop.carries === 'request' ? this.loss.requests : this.loss.answers) ?? 0
  }
}

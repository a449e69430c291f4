import type { Random } from '../random.js'

/** One way of a request or of its answer. */
export interface Hop {
  /** `host:port` of whoever sends these bytes. */
  readonly from: string
  /** `host:port` of whoever should get them. */
  readonly to: string
  readonly carries: 'request' | 'answer'
}

/** Milliseconds for one way: always the same, evenly between two bounds, or by hop. */
export type Latency = number | readonly [least: number, most: number] | ((hop: Hop) => number)

/** Chance, 0 to 1, that what travels one way is lost: for both ways, for each, or by hop. */
export type Loss = number | { readonly requests?: number; readonly answers?: number } | ((hop: Hop) => number)

/** What the ways of a memory network are like. All of it can be changed at any moment. */
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

  /** Milliseconds that this hop takes. */
  delay(hop: Hop): number {
    if (typeof this.latency === 'function') return this.latency(hop)
    if (typeof this.latency === 'number') return this.latency
    const [least, most] = this.latency
    return least + this.#random.fraction() * (most - least)
  }

  /** Whether what travels now is lost: by chance, or because nothing leads there. */
  loses(hop: Hop): boolean {
    if (this.#groups.get(hop.from) !== this.#groups.get(hop.to)) return true
    const chance = this.#chance(hop)
    return chance > 0 && this.#random.fraction() < chance
  }

  /** Only addresses of one group reach each other; those in no group are one more. */
  partition(groups: readonly (readonly string[])[]): void {
    this.#groups.clear()
    for (const [index, group] of groups.entries()) {
      for (const address of group) this.#groups.set(address, index)
    }
  }

  /** Everybody reaches everybody. */
  heal(): void {
    this.#groups.clear()
  }

  #chance(hop: Hop): number {
    if (typeof this.loss === 'function') return this.loss(hop)
    if (typeof this.loss === 'number') return this.loss
    return (hop.carries === 'request' ? this.loss.requests : this.loss.answers) ?? 0
  }
}

import type { Issue } from '../issue.js'
import type { Random } from '../random.js'
import { OptionsError } from '../settings/options-error.js'
import { chanceIssues, delayIssues, latencyIssues, lossIssues } from './condition-issues.js'

/** One direction of an exchange: a request or its answer. */
export interface Hop {
  /** `host:port` of the sender of these bytes. */
  readonly from: string
  /** `host:port` of their receiver. */
  readonly to: string
  readonly carries: 'request' | 'answer'
  /** Bytes of the body. */
  readonly bytes: number
}

/**
 * One-way milliseconds: fixed, uniform between two bounds, or by hop. A function gets the seeded
 * randomness of the network, so that the run can be repeated.
 */
export type Latency = number | readonly [min: number, max: number] | ((hop: Hop, random: Random) => number)

/**
 * Probability, 0 to 1, that a request or answer is lost: for both, for each, or by hop. A function
 * gets the seeded randomness of the network.
 */
export type Loss =
  | number
  | { readonly requests?: number; readonly answers?: number }
  | ((hop: Hop, random: Random) => number)

/** Something that takes a hop. Its details are only made for functions. */
interface Traveller {
  readonly from: string
  readonly to: string
  readonly phase: 'going' | 'answering'
  hop(): Hop
}

/** Latency, loss and partitions of a memory network. They can be changed at any time. */
export class MemoryConditions {
  readonly #random: Random
  readonly #groups = new Map<string, number>()
  #latency: Latency
  #loss: Loss

  /** @throws OptionsError if latency or loss are not valid, with all issues */
  constructor(latency: Latency, loss: Loss, random: Random) {
    reject([...latencyIssues(latency), ...lossIssues(loss)])
    this.#latency = latency
    this.#loss = loss
    this.#random = random
  }

  get latency(): Latency {
    return this.#latency
  }

  /** @throws OptionsError if it is not valid */
  set latency(latency: Latency) {
    reject(latencyIssues(latency))
    this.#latency = latency
  }

  get loss(): Loss {
    return this.#loss
  }

  /** @throws OptionsError if it is not valid */
  set loss(loss: Loss) {
    reject(lossIssues(loss))
    this.#loss = loss
  }

  /** Milliseconds of the next hop. @throws OptionsError if a function returned something else */
  delay(request: Traveller): number {
    const latency = this.#latency
    if (typeof latency === 'number') return latency
    if (typeof latency === 'function') {
      const delay = latency(request.hop(), this.#random)
      reject(delayIssues(delay))
      return delay
    }
    const [min, max] = latency
    return min + this.#random.fraction() * (max - min)
  }

  /**
   * Whether the hop fails: by chance, or because of a partition.
   * @throws OptionsError if a function returned something else than a probability
   */
  loses(request: Traveller): boolean {
    const { from, to } = request
    if (this.#groups.size > 0 && this.#groups.get(from) !== this.#groups.get(to)) return true
    const chance = this.#chance(request)
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

  #chance(request: Traveller): number {
    const loss = this.#loss
    if (typeof loss === 'number') return loss
    if (typeof loss === 'function') {
      const chance = loss(request.hop(), this.#random)
      reject(chanceIssues(chance))
      return chance
    }
    return (request.phase === 'going' ? loss.requests : loss.answers) ?? 0
  }
}

function reject(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new OptionsError(issues, 'network')
}

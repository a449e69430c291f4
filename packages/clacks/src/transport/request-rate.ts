import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Requests are paid for in lots of this share of a second's worth: asking for each would cost more than the answer. */
const LOT = 0.01

/** A connection, and how many of its requests are paid for. */
export interface Paying {
  readonly address: string
  prepaid: number
}

/** How many requests one network address may make a second, over all its connections. */
export class RequestRate {
  readonly #limiter: RateLimiterMemory
  readonly #lot: number

  constructor(perSecond: number) {
    const points = Math.min(perSecond, Number.MAX_SAFE_INTEGER)
    this.#limiter = new RateLimiterMemory({ points, duration: 1 })
    this.#lot = Math.max(1, Math.floor(points * LOT))
  }

  /** Counts a request; false where its address has made enough of them. A promise now and then only. */
  admits(connection: Paying): true | Promise<boolean> {
    if (connection.prepaid === 0) return this.#pay(connection)
    connection.prepaid--
    return true
  }

  async #pay(connection: Paying): Promise<boolean> {
    try {
      await this.#limiter.consume(connection.address, this.#lot)
    } catch {
      return false
    }
    connection.prepaid += this.#lot - 1
    return true
  }
}

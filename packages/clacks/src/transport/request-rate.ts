import { RateLimiterMemory } from 'rate-limiter-flexible'

/** How many requests one network address may make a second. */
export class RequestRate {
  readonly #limiter: RateLimiterMemory

  constructor(perSecond: number) {
    this.#limiter = new RateLimiterMemory({
      points: Math.min(perSecond, Number.MAX_SAFE_INTEGER),
      duration: 1,
    })
  }

  /** Counts a request; false where its address has made enough of them. */
  async admits(address: string): Promise<boolean> {
    try {
      await this.#limiter.consume(address)
      return true
    } catch {
      return false
    }
  }
}

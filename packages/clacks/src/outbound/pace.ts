import type { Clock } from '../clock.js'

/** How much of a second may be caught up at once, after a timer that came late. */
const BURST_SECONDS = 0.05
/** Tokens are fractions: so much less than a whole one is still one. */
const ROUNDING = 1e-6

/** Tokens that come at a rate, kept up to a burst (token bucket). Taking more than there are makes a debt. */
class Bucket {
  readonly rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(rate: number, burst: number, now: number) {
    this.rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Milliseconds until there is a token; `Infinity` where none comes. */
  delay(now: number): number {
    if (this.rate === Number.POSITIVE_INFINITY) return 0
    if (this.rate === 0) return Number.POSITIVE_INFINITY
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.rate) / 1000)
    this.#at = now
    const missing = 1 - this.#tokens
    return missing <= ROUNDING ? 0 : (missing / this.rate) * 1000
  }

  spend(tokens: number): void {
    if (this.rate !== Number.POSITIVE_INFINITY) this.#tokens -= tokens
  }
}

/** How fast a node sends: so many messages and so many bytes a second. Both limits hold. */
export class Pace {
  readonly #clock: Clock
  #messages: Bucket
  #bytes: Bucket

  /**
   * @param sendrate messages a second; 0 never, `Infinity` without limit
   * @param byterate bytes a second, likewise
   */
  constructor(clock: Clock, sendrate: number, byterate: number) {
    this.#clock = clock
    this.#messages = this.#bucket(sendrate)
    this.#bytes = this.#bucket(byterate)
  }

  /** From now on at these rates. A rate that stays keeps its debt. */
  change(sendrate: number, byterate: number): void {
    if (sendrate !== this.#messages.rate) this.#messages = this.#bucket(sendrate)
    if (byterate !== this.#bytes.rate) this.#bytes = this.#bucket(byterate)
  }

  /** Milliseconds until the next message may go: 0 for now, `Infinity` for never. */
  delay(): number {
    const now = this.#clock.elapsed()
    return Math.max(this.#messages.delay(now), this.#bytes.delay(now))
  }

  /** A message of so many bytes goes. */
  spend(bytes: number): void {
    this.#messages.spend(1)
    this.#bytes.spend(bytes)
  }

  #bucket(rate: number): Bucket {
    return new Bucket(rate, Math.max(1, rate * BURST_SECONDS), this.#clock.elapsed())
  }
}

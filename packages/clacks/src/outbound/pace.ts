import type { Clock } from '../clock.js'

/** The burst, in seconds of the rate: how much may be caught up after a late timer. */
const BURST_SECONDS = 0.05
/** Tokens are fractions: this much less than one still counts as one. */
const ROUNDING = 1e-6

/** A token bucket. Taking more tokens than there are leaves a debt. */
class TokenBucket {
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

  get isUnlimited(): boolean {
    return this.rate === Number.POSITIVE_INFINITY
  }

  /** Milliseconds until there is a token; `Infinity` if the rate is 0. */
  delay(now: number): number {
    if (this.isUnlimited) return 0
    if (this.rate === 0) return Number.POSITIVE_INFINITY
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.rate) / 1000)
    this.#at = now
    const missing = 1 - this.#tokens
    return missing <= ROUNDING ? 0 : (missing / this.rate) * 1000
  }

  spend(tokens: number): void {
    if (!this.isUnlimited) this.#tokens -= tokens
  }
}

/** The sending rate of a node, in messages and bytes per second. Both limits hold. */
export class Pace {
  readonly #clock: Clock
  #messages: TokenBucket
  #bytes: TokenBucket

  /**
   * @param sendrate messages per second; 0 for never, `Infinity` for no limit
   * @param byterate bytes per second, likewise
   */
  constructor(clock: Clock, sendrate: number, byterate: number) {
    this.#clock = clock
    this.#messages = this.#bucket(sendrate)
    this.#bytes = this.#bucket(byterate)
  }

  /** Changes the rates. A rate that stays the same keeps its debt. */
  change(sendrate: number, byterate: number): void {
    if (sendrate !== this.#messages.rate) this.#messages = this.#bucket(sendrate)
    if (byterate !== this.#bytes.rate) this.#bytes = this.#bucket(byterate)
  }

  /** Milliseconds until the next message may be sent: 0 for now, `Infinity` for never. */
  delay(): number {
    if (this.#messages.isUnlimited && this.#bytes.isUnlimited) return 0
    const now = this.#clock.monotonic()
    return Math.max(this.#messages.delay(now), this.#bytes.delay(now))
  }

  /** Counts a message of this many bytes. */
  spend(bytes: number): void {
    this.#messages.spend(1)
    this.#bytes.spend(bytes)
  }

  #bucket(rate: number): TokenBucket {
    return new TokenBucket(rate, Math.max(1, rate * BURST_SECONDS), this.#clock.monotonic())
  }
}

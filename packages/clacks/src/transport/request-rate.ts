import { LRUCache } from 'lru-cache'
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import type { NetworkRange } from '../network-range.js'

/**
 * Tokens are taken in batches of this share of a second's worth: one by one, they would cost more
 * than the answer.
 */
const BATCH_SHARE = 0.01
/** Network ranges remembered; one that is forgotten takes new tokens. */
const MAX_ACCOUNTS = 1_000

/** A network range and its tokens, over all its connections: there may be one per request. */
export interface RateAccount {
  readonly range: NetworkRange
  tokens: number
  /** The batch that is being taken, for all requests that wait for it. */
  taking: Promise<boolean> | undefined
}

/** Limits the requests per second of each network range, over all its connections. */
export class RequestRate {
  readonly #limiter: RateLimiterMemory
  readonly #batch: number
  /** Created with the first request: the cache allocates its memory up front. */
  #accounts: LRUCache<string, RateAccount> | undefined

  constructor(perSecond: number) {
    const points = Math.min(perSecond, Number.MAX_SAFE_INTEGER)
    this.#limiter = new RateLimiterMemory({ points, duration: 1 })
    this.#batch = Math.max(1, Math.floor(points * BATCH_SHARE))
  }

  accountOf(range: NetworkRange): RateAccount {
    this.#accounts ??= new LRUCache({ max: MAX_ACCOUNTS })
    const known = this.#accounts.get(range.name)
    if (known !== undefined) return known
    const account: RateAccount = { range, tokens: 0, taking: undefined }
    this.#accounts.set(range.name, account)
    return account
  }

  /** Counts a request; false if its range exceeds the rate. Rarely a promise. */
  admits(account: RateAccount): true | Promise<boolean> {
    if (account.tokens === 0) return this.#admitsLater(account)
    account.tokens--
    return true
  }

  async #admitsLater(account: RateAccount): Promise<boolean> {
    while (account.tokens === 0) {
      account.taking ??= this.#takeBatch(account)
      if (!(await account.taking)) return false
    }
    account.tokens--
    return true
  }

  async #takeBatch(account: RateAccount): Promise<boolean> {
    try {
      const { name, weight } = account.range
      await this.#limiter.consume(name, this.#batch / weight)
      account.tokens += this.#batch
      return true
    } catch {
      return false
    } finally {
      account.taking = undefined
    }
  }
}

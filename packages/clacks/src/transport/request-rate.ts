import { LRUCache } from 'lru-cache'
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'

/** Requests are paid for in lots of this share of a second's worth: asking for each would cost more than the answer. */
const LOT = 0.01
/** Network addresses remembered; one that is forgotten pays anew. */
const MAX_ACCOUNTS = 1_000

/** A network address, and how many of its requests are paid for: over all its connections, which may be one a request. */
export interface Account {
  readonly address: string
  prepaid: number
  /** The lot that is being paid for, for all who wait for it. */
  paying: Promise<boolean> | undefined
}

/** How many requests one network address may make a second, over all its connections. */
export class RequestRate {
  readonly #limiter: RateLimiterMemory
  readonly #lot: number
  /** Made with the first request: it sets aside memory for all that it may hold. */
  #accounts: LRUCache<string, Account> | undefined

  constructor(perSecond: number) {
    const points = Math.min(perSecond, Number.MAX_SAFE_INTEGER)
    this.#limiter = new RateLimiterMemory({ points, duration: 1 })
    this.#lot = Math.max(1, Math.floor(points * LOT))
  }

  accountOf(address: string): Account {
    this.#accounts ??= new LRUCache({ max: MAX_ACCOUNTS })
    const known = this.#accounts.get(address)
    if (known !== undefined) return known
    const account: Account = { address, prepaid: 0, paying: undefined }
    this.#accounts.set(address, account)
    return account
  }

  /** Counts a request; false where its address has made enough of them. A promise now and then only. */
  admits(account: Account): true | Promise<boolean> {
    if (account.prepaid === 0) return this.#admitsLater(account)
    account.prepaid--
    return true
  }

  async #admitsLater(account: Account): Promise<boolean> {
    while (account.prepaid === 0) {
      account.paying ??= this.#pay(account)
      if (!(await account.paying)) return false
    }
    account.prepaid--
    return true
  }

  async #pay(account: Account): Promise<boolean> {
    try {
      await this.#limiter.consume(account.address, this.#lot)
      account.prepaid += this.#lot
      return true
    } catch {
      return false
    } finally {
      account.paying = undefined
    }
  }
}

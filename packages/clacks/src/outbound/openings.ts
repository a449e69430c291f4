import { RETRY_PICK_MS } from './deferred-messages.js'

/**
 * How many messages may be sent before all peers are busy again. When a pick has found only busy
 * peers, each attempt that ends lets one more message go. So nobody is looked for in vain with each
 * message that is queued and with each that is answered, which would cost as much as sending it.
 */
export class Openings {
  #left = Number.POSITIVE_INFINITY
  #attempts = 0
  #busySince = 0

  /** Attempts that have begun and not ended. */
  get attempts(): number {
    return this.#attempts
  }

  /** Whether looking for a peer is in vain. @param now on the monotonic clock */
  areUsedUp(now: number): boolean {
    if (this.#left > 0) return false
    // A back-off may have ended meanwhile, which nobody notices.
    if (now < this.#busySince + RETRY_PICK_MS) return true
    this.reset()
    return false
  }

  /** An attempt begins. */
  begin(): void {
    this.#attempts++
    this.#left--
  }

  /** An attempt has ended. */
  end(): void {
    this.#attempts--
    this.#left++
  }

  /**
   * A pick has found only busy peers. Without an attempt in flight nothing would end, so that the
   * next pick has to look again.
   */
  allBusy(now: number): void {
    if (this.#attempts === 0) return
    this.#left = 0
    this.#busySince = now
  }

  /** Peers or settings have changed. */
  reset(): void {
    this.#left = Number.POSITIVE_INFINITY
  }
}

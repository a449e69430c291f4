import type { Clock } from '../clock.js'

/** When a plugin is taken out of service, and when it is tried again. */
export interface QuarantineRules {
  /** So many failures. Default 5. */
  readonly failures: number
  /** Within so many milliseconds. Default 60,000. */
  readonly withinMs: number
  /**
   * The first quarantine, in milliseconds; each that follows without a success lasts twice as long.
   * Default 1,000.
   */
  readonly firstMs: number
  /** The longest one. Default 300,000. */
  readonly longestMs: number
}

const RULES: QuarantineRules = { failures: 5, withinMs: 60_000, firstMs: 1_000, longestMs: 300_000 }

/**
 * Whether a plugin that keeps failing is called at all. It sets no timer: time is looked at when it
 * matters.
 */
export class Quarantine {
  readonly #clock: Clock
  readonly #rules: QuarantineRules
  /** When the last failures happened. */
  readonly #moments: number[] = []
  #state: 'free' | 'closed' | 'trial' = 'free'
  #until = 0
  #nextMs: number
  /** The hook that failed last: a success elsewhere says nothing about it. */
  #culprit = ''

  constructor(clock: Clock, rules: QuarantineRules = RULES) {
    this.#clock = clock
    this.#rules = rules
    this.#nextMs = rules.firstMs
  }

  /** False until a call of the hook that failed has succeeded again. */
  get free(): boolean {
    return this.#state === 'free'
  }

  /** Whether a call is to be skipped now. After the quarantine calls are let through on trial. */
  skips(): boolean {
    if (this.#state === 'closed' && this.#clock.elapsed() >= this.#until) this.#state = 'trial'
    return this.#state === 'closed'
  }

  /**
   * A call failed. Returns for how many milliseconds the plugin is quarantined, where that begins
   * now.
   */
  failed(hook: string): number | undefined {
    // Calls that had begun before end like this too; they are no news.
    if (this.#state === 'closed') return undefined
    this.#culprit = hook
    return this.#state === 'trial' || this.#tooMany() ? this.#close() : undefined
  }

  /** A call succeeded. */
  succeeded(hook: string): void {
    if (this.#state !== 'trial' || hook !== this.#culprit) return
    this.#state = 'free'
    this.#nextMs = this.#rules.firstMs
    this.#moments.length = 0
  }

  #tooMany(): boolean {
    const now = this.#clock.elapsed()
    this.#moments.push(now)
    if (this.#moments.length > this.#rules.failures) this.#moments.shift()
    return (
      this.#moments.length === this.#rules.failures && now - (this.#moments[0] ?? now) <= this.#rules.withinMs
    )
  }

  #close(): number {
    const milliseconds = this.#nextMs
    this.#state = 'closed'
    this.#until = this.#clock.elapsed() + milliseconds
    this.#nextMs = Math.min(2 * milliseconds, this.#rules.longestMs)
    return milliseconds
  }
}

import type { Clock } from '../clock.js'

/** When a plugin is quarantined, and when it is retried. */
export interface QuarantineRules {
  /** The number of failures that start a quarantine. Default 5. */
  readonly failures: number
  /** The period in which they occur, in milliseconds. Default 60,000. */
  readonly withinMs: number
  /**
   * The duration of the first quarantine, in milliseconds. It doubles each time until a call
   * succeeds. Default 1,000.
   */
  readonly firstMs: number
  /** The maximum duration, in milliseconds. Default 300,000. */
  readonly maxMs: number
}

/** A failed call. */
interface Failure {
  readonly at: number
  /** Where the message came from; undefined for a call without one. */
  readonly source: string | undefined
}

const RULES: QuarantineRules = { failures: 5, withinMs: 60_000, firstMs: 1_000, maxMs: 300_000 }

/**
 * Decides whether to call a plugin that keeps failing. It sets no timer but compares times when
 * asked.
 */
export class Quarantine {
  readonly #clock: Clock
  readonly #rules: QuarantineRules
  /** The last failures: those of the messages of one source count once. */
  #failures: readonly Failure[] = []
  #state: 'free' | 'closed' | 'trial' = 'free'
  #until = 0
  #nextMs: number
  /** The hook that failed last. A success of another hook does not end the quarantine. */
  #failedHook = ''

  constructor(clock: Clock, rules: QuarantineRules = RULES) {
    this.#clock = clock
    this.#rules = rules
    this.#nextMs = rules.firstMs
  }

  /** False until a call of the failed hook has succeeded again. */
  get free(): boolean {
    return this.#state === 'free'
  }

  /** Whether to skip a call now. After the quarantine, calls are allowed on trial. */
  skips(): boolean {
    if (this.#state === 'closed' && this.#clock.monotonic() >= this.#until) this.#state = 'trial'
    return this.#state === 'closed'
  }

  /**
   * Records a failed call. The messages of one source never start a quarantine: they may be made
   * to fail.
   * @param source where the message came from; undefined for a call without one
   * @returns the duration in milliseconds if a quarantine begins now
   */
  failed(hook: string, source?: string): number | undefined {
    // A call that began before the quarantine. It does not prolong it.
    if (this.#state === 'closed') return undefined
    this.#failedHook = hook
    const isOver = this.#state === 'trial' && source === undefined
    return isOver || this.#tooMany(source) ? this.#close() : undefined
  }

  /** Whether {@link succeeded} has an effect. */
  get isSuspicious(): boolean {
    return this.#failures.length > 0
  }

  /** Records a successful call: if the plugin works, messages that made it fail were the cause. */
  succeeded(hook: string): void {
    if (hook === this.#failedHook)
      this.#failures = this.#failures.filter(({ source }) => source === undefined)
    if (this.#state !== 'trial' || hook !== this.#failedHook) return
    this.#state = 'free'
    this.#nextMs = this.#rules.firstMs
    this.#failures = []
  }

  #tooMany(source: string | undefined): boolean {
    const at = this.#clock.monotonic()
    const { failures, withinMs } = this.#rules
    const others = this.#failures.filter((failure) => source === undefined || failure.source !== source)
    this.#failures = [...others, { at, source }].slice(-failures)
    return this.#failures.length === failures && at - (this.#failures[0]?.at ?? at) <= withinMs
  }

  #close(): number {
    const milliseconds = this.#nextMs
    this.#state = 'closed'
    this.#failures = []
    this.#until = this.#clock.monotonic() + milliseconds
    this.#nextMs = Math.min(2 * milliseconds, this.#rules.maxMs)
    return milliseconds
  }
}

import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { Histogram } from '../histogram.js'
import { asPluginError } from '../hooks/attribution.js'
import { Quarantine } from './quarantine.js'

/**
 * Reports a failure. @param source of the message that a plugin failed on, if it came from a peer
 */
export type FailureReport = (error: PluginError, source?: string) => void

/** Upper bounds of the buckets of call durations, in seconds. */
const CALL_SECONDS = [0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1, 5]

/** The statistics of one plugin, and whether it is quarantined. */
export class Supervision {
  readonly id: string
  calls = 0
  failures = 0
  /** Milliseconds spent in its taps, from the call until its promise settled. */
  milliseconds = 0
  /** How long calls took, in seconds. */
  readonly seconds = new Histogram(CALL_SECONDS)
  /** How often it was quarantined. */
  quarantines = 0
  readonly #quarantine: Quarantine
  readonly #report: FailureReport

  constructor(id: string, clock: Clock, report: FailureReport) {
    this.id = id
    this.#quarantine = new Quarantine(clock)
    this.#report = report
  }

  get state(): 'active' | 'quarantined' {
    return this.#quarantine.free ? 'active' : 'quarantined'
  }

  /** Whether to skip a call now. */
  skips(): boolean {
    return !this.#quarantine.free && this.#quarantine.skips()
  }

  /** Records a successful call. */
  succeeded(hook: string, milliseconds: number): void {
    this.calls++
    this.#took(milliseconds)
    if (!this.#quarantine.free || this.#quarantine.isSuspicious) this.#quarantine.succeeded(hook)
  }

  /**
   * Records and reports a failed call. Returns the error with the name of the plugin.
   * @param source see {@link FailureReport}
   */
  failed(hook: string, thrown: unknown, milliseconds: number, source?: string): PluginError {
    this.calls++
    this.failures++
    this.#took(milliseconds)
    const error = asPluginError(this.id, hook, thrown)
    this.#report(error, source)
    const quarantined = this.#quarantine.failed(hook, source)
    if (quarantined !== undefined) {
      this.quarantines++
      const reason = `Quarantined because it keeps failing: its taps are not called for ${quarantined / 1000} s, then retried.`
      this.#report(new PluginError('ERR_CLACKS_PLUGIN_QUARANTINED', this.id, hook, reason, { cause: error }))
    }
    return error
  }

  #took(milliseconds: number): void {
    this.milliseconds += milliseconds
    this.seconds.observe(milliseconds / 1_000)
  }
}

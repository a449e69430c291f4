import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { asPluginError } from '../hooks/attribution.js'
import { Quarantine } from './quarantine.js'

/**
 * How one plugin has been doing: its calls, its time, its failures, and whether it is called at
 * all.
 */
export class Supervision {
  readonly id: string
  calls = 0
  failures = 0
  /** Milliseconds spent in its taps, from the call until its promise settled. */
  milliseconds = 0
  readonly #quarantine: Quarantine
  readonly #report: (error: PluginError) => void

  constructor(id: string, clock: Clock, report: (error: PluginError) => void) {
    this.id = id
    this.#quarantine = new Quarantine(clock)
    this.#report = report
  }

  get state(): 'active' | 'quarantined' {
    return this.#quarantine.free ? 'active' : 'quarantined'
  }

  /** Whether a call is to be skipped now. */
  skips(): boolean {
    return !this.#quarantine.free && this.#quarantine.skips()
  }

  /** A call ended well. */
  succeeded(hook: string, milliseconds: number): void {
    this.calls++
    this.milliseconds += milliseconds
    if (!this.#quarantine.free) this.#quarantine.succeeded(hook)
  }

  /** A call failed. Tells so, and returns the failure with the name of the plugin on it. */
  failed(hook: string, thrown: unknown, milliseconds: number): PluginError {
    this.calls++
    this.failures++
    this.milliseconds += milliseconds
    const error = asPluginError(this.id, hook, thrown)
    this.#report(error)
    const quarantined = this.#quarantine.failed(hook)
    if (quarantined !== undefined) {
      const reason = `Quarantined because it keeps failing: its taps are skipped for ${quarantined / 1000} s, then it is tried again.`
      this.#report(new PluginError('ERR_CLACKS_PLUGIN_QUARANTINED', this.id, hook, reason, { cause: error }))
    }
    return error
  }
}

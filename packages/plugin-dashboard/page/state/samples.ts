import type { Statistics } from '../api/types.js'

/** The counters that are shown as rates. */
export const RATES = ['received', 'sent', 'failed', 'discarded'] as const
export type Rate = (typeof RATES)[number]

/** What was measured at one time. */
export interface Sample {
  /** Seconds since 1970. */
  readonly time: number
  readonly queued: number
  readonly alive: number
  /** Events a second since the sample before. */
  readonly rates: Readonly<Record<Rate, number>>
}

/** Samples that are kept: 15 minutes. */
const KEPT = 900

/** The measurements since the page was opened, one a second. */
export class Samples {
  list: readonly Sample[] = []
  #before: { readonly now: number; readonly statistics: Statistics } | undefined

  /** @param now milliseconds since 1970 */
  add(statistics: Statistics, alive: number, now: number): void {
    const before = this.#before
    this.#before = { now, statistics }
    const seconds = before === undefined ? 0 : (now - before.now) / 1000
    const rate = (name: Rate): number =>
      before === undefined || seconds <= 0
        ? 0
        : Math.max(0, (statistics[name] - before.statistics[name]) / seconds)
    const rates = {
      received: rate('received'),
      sent: rate('sent'),
      failed: rate('failed'),
      discarded: rate('discarded'),
    }
    const sample = { time: now / 1000, queued: statistics.queued, alive, rates }
    this.list = [...this.list.slice(1 - KEPT), sample]
  }
}

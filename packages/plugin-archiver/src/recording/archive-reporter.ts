import type { PluginContext } from 'clacks'
import { textOf } from '../store-failure.js'

/**
 * Logs and reports problems of the archive when they begin and when they end, not at every retry.
 */
export class ArchiveReporter {
  readonly #ctx: Pick<PluginContext, 'log' | 'reportProblem'>
  #failure: string | undefined
  #isLate = false
  #missedNow = 0
  #missedInAll = 0
  #reason = ''

  constructor(ctx: Pick<PluginContext, 'log' | 'reportProblem'>) {
    this.#ctx = ctx
  }

  /** The current failure of the store; undefined while it works. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** Sightings that were lost since the start. */
  get missed(): number {
    return this.#missedInAll
  }

  /** The store failed, and will be retried. */
  failed(thrown: unknown): void {
    const isNews = this.#failure === undefined
    this.#failure = textOf(thrown)
    if (isNews) this.#ctx.log.warn(`The archive failed and will be retried: ${this.#failure}.`)
    this.#report()
  }

  /** Sightings were lost. */
  lost(count: number, reason: string): void {
    const isNews = this.#missedNow === 0
    this.#missedNow += count
    this.#missedInAll += count
    this.#reason = reason
    if (!isNews) return
    this.#ctx.log.warn(`Messages are not being archived: ${reason}. Their count follows.`)
    this.#report()
  }

  /** The store works, but cannot keep up with the messages. */
  late(): void {
    if (this.#isLate || this.#failure !== undefined) return
    this.#isLate = true
    this.#ctx.log.warn('The archive cannot keep up with the messages. They wait on the disk.')
  }

  /** The store works. @param keepsUp whether most of the waiting sightings are stored */
  worked(keepsUp: boolean): void {
    if (this.#failure !== undefined) this.#ctx.log.info('The archive works again.')
    this.#failure = undefined
    if (keepsUp) {
      if (this.#isLate) this.#ctx.log.info('The messages that waited on the disk are archived.')
      this.#isLate = false
      this.count()
    }
    this.#report()
  }

  /** Logs how many sightings were lost since the last call. */
  count(): void {
    if (this.#missedNow === 0) return
    this.#ctx.log.warn(`Messages that were not archived: ${this.#missedNow}, because ${this.#reason}.`)
    this.#missedNow = 0
  }

  #report(): void {
    const missed =
      this.#missedInAll === 0
        ? undefined
        : `Messages that were not archived since the start: ${this.#missedInAll}, most recently because ${this.#reason}.`
    if (this.#failure === undefined) this.#ctx.reportProblem(missed, { isOver: this.#missedNow === 0 })
    else this.#ctx.reportProblem(`The archive cannot be written: ${this.#failure}. ${missed ?? ''}`.trim())
  }

  /** Runs an operation of the store. Reports a failure, and resolves to undefined. */
  async attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work()
      this.worked(false)
      return result
    } catch (thrown) {
      this.failed(thrown)
      return undefined
    }
  }
}

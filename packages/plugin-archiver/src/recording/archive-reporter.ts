import type { Log } from 'clacks'
import { textOf } from '../store-failure.js'

/** Logs problems of the archive when they begin and when they end, not at every retry. */
export class ArchiveReporter {
  readonly #log: Pick<Log, 'info' | 'warn'>
  #failure: string | undefined
  #isLate = false
  #missedNow = 0
  #missedInAll = 0

  constructor(log: Pick<Log, 'info' | 'warn'>) {
    this.#log = log
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
    if (isNews) this.#log.warn(`The archive failed and will be retried: ${this.#failure}.`)
  }

  /** Sightings were lost. */
  lost(count: number, reason: string): void {
    const isNews = this.#missedNow === 0
    this.#missedNow += count
    this.#missedInAll += count
    if (isNews) this.#log.warn(`Messages are not being archived: ${reason}.`, { notArchived: count })
  }

  /** The store works, but cannot keep up with the messages. */
  late(): void {
    if (this.#isLate || this.#failure !== undefined) return
    this.#isLate = true
    this.#log.warn('The archive cannot keep up with the messages. They wait on the disk.')
  }

  /** The store works. @param keepsUp whether most of the waiting sightings are stored */
  worked(keepsUp: boolean): void {
    if (this.#failure !== undefined) this.#log.info('The archive works again.')
    this.#failure = undefined
    if (!keepsUp) return
    if (this.#isLate) this.#log.info('The messages that waited on the disk are archived.')
    this.#isLate = false
    if (this.#missedNow === 0) return
    this.#log.info('All messages are archived again.', { notArchived: this.#missedNow })
    this.#missedNow = 0
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

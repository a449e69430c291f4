import type { Log } from 'clacks'
import { textOf } from '../store-failure.js'

/** Says what goes wrong with the archive: when it begins and when it is over, not each time it is tried. */
export class Trouble {
  readonly #log: Pick<Log, 'info' | 'warn'>
  #failure: string | undefined
  #isLate = false
  #missedNow = 0
  #missedInAll = 0

  constructor(log: Pick<Log, 'info' | 'warn'>) {
    this.#log = log
  }

  /** What the store fails with at present; undefined where it works. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** Sightings that were not kept, since the start. */
  get missed(): number {
    return this.#missedInAll
  }

  /** The store failed, and is tried again. */
  failed(thrown: unknown): void {
    const isNews = this.#failure === undefined
    this.#failure = textOf(thrown)
    if (isNews) this.#log.warn(`The archive does not work, and is tried again: ${this.#failure}.`)
  }

  /** Sightings are not kept. */
  lost(count: number, reason: string): void {
    const isNews = this.#missedNow === 0
    this.#missedNow += count
    this.#missedInAll += count
    if (isNews) this.#log.warn(`Messages are not archived, because ${reason}.`, { notArchived: count })
  }

  /** The store works, and is slower than what is seen. */
  late(): void {
    if (this.#isLate || this.#failure !== undefined) return
    this.#isLate = true
    this.#log.warn('The archive is slower than the messages: what is seen waits on the disk.')
  }

  /** The store works. @param keepsUp it also has taken most of what waited for it */
  worked(keepsUp: boolean): void {
    if (this.#failure !== undefined) this.#log.info('The archive works again.')
    this.#failure = undefined
    if (!keepsUp) return
    if (this.#isLate) this.#log.info('What waited on the disk is archived.')
    this.#isLate = false
    if (this.#missedNow === 0) return
    this.#log.info('All messages are archived again.', { notArchived: this.#missedNow })
    this.#missedNow = 0
  }

  /** Does something with the store. What fails is said; undefined then. */
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

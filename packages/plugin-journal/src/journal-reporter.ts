import type { Log } from 'clacks'
import { reasonOf } from './error-text.js'
import type { Journal } from './journal.js'
import type { Damage } from './replay.js'

/** Called with a problem, and with undefined when it ends. */
export type ReportProblem = (problem: string | undefined) => void

/** Logs problems of a journal when they begin and when they end, not at every retry. */
export class JournalReporter {
  readonly #folder: string
  readonly #log: Log
  #reportProblem: ReportProblem = () => {}
  #problem: string | undefined
  readonly #warned = new Set<string>()

  constructor(folder: string, log: Log) {
    this.#folder = folder
    this.#log = log
  }

  /** Reports what keeps the journal from being written, now and from now on. */
  reportTo(reportProblem: ReportProblem): void {
    this.#reportProblem = reportProblem
    reportProblem(this.#problem)
  }

  /** A journal was opened: parts of it may be damaged, or missing. */
  opened({
    damages,
    ending,
    messages,
    left,
  }: Pick<Journal, 'damages' | 'ending' | 'messages' | 'left'>): void {
    for (const damage of damages) this.#damaged(damage)
    if (ending === 'damaged')
      this.#log.warn(
        `The record of the last close in the journal ${this.#folder} is damaged: what is missing at the end of the journal would not be noticed.`,
      )
    if (typeof ending === 'object' && damages.length > 0)
      this.#log.error(
        `The journal ${this.#folder} had ${ending.messages} messages when it was closed; ${messages.length + left.length} can be read now.`,
      )
  }

  #damaged({ file, at, bytes, isEnd }: Damage): void {
    if (isEnd)
      this.#log.info(
        `${file} of the journal ends with ${bytes} bytes of an incomplete record, as a killed process leaves it. They are removed.`,
      )
    else
      this.#log.error(
        `${file} of the journal is damaged: ${bytes} bytes at ${at} cannot be read or are missing. Messages in them are lost, and messages that they remove come back. All others are restored.`,
      )
  }

  /** The journal could not be written, and will be retried. */
  writeFailed(thrown: unknown): void {
    const problem = `The journal ${this.#folder} cannot be written: ${reasonOf(thrown)}.`
    if (this.#problem === undefined)
      this.#log.error(`${problem} Retrying; until then messages are refused with 503.`)
    this.#problem = `${problem} All messages are refused.`
    this.#reportProblem(this.#problem)
  }

  /** The journal was written. */
  written(): void {
    if (this.#problem === undefined) return
    this.#log.info(`The journal ${this.#folder} can be written again.`)
    this.#problem = undefined
    this.#reportProblem(undefined)
  }

  /** It could not be recorded that the journal was closed. */
  closeFailed(thrown: unknown): void {
    this.#warnOnce(`That the journal ${this.#folder} was closed cannot be recorded`, thrown)
  }

  /** Compaction failed: the journal keeps growing until a retry succeeds. */
  compactionFailed(thrown: unknown): void {
    this.#warnOnce(`The journal ${this.#folder} cannot be compacted`, thrown)
  }

  /** Peers or pins could not be saved, and will be retried. */
  saveFailed(path: string, thrown: unknown): void {
    this.#warnOnce(`${path} cannot be saved`, thrown)
  }

  #warnOnce(problem: string, thrown: unknown): void {
    if (!this.#warned.has(problem)) this.#log.warn(`${problem}: ${reasonOf(thrown)}. Retrying.`)
    this.#warned.add(problem)
  }
}

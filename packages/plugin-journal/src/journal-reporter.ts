import type { Log } from 'clacks'
import { reasonOf } from './error-text.js'
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

  /** Part of a file could not be read when the journal was opened. */
  damaged({ file, at, bytes, isEnd }: Damage): void {
    if (isEnd)
      this.#log.info(
        `${file} of the journal ends with ${bytes} bytes of an incomplete record, as a killed process leaves it. They are removed.`,
      )
    else
      this.#log.error(
        `${file} of the journal is damaged: ${bytes} bytes at ${at} cannot be read, and their messages are lost. All others are restored.`,
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

import type { Log } from 'clacks'

/** Runs `task` once after a delay. Returns a function that cancels it. */
export type After = (milliseconds: number, task: () => void) => () => void

/** The shortest time between two warnings. */
const WARNING_INTERVAL_MS = 60_000

/**
 * Reports failures to write the log, with limited frequency: a full disk must not flood the console
 * too.
 */
export class FailureReporter {
  readonly #log: Pick<Log, 'info' | 'warn'>
  readonly #after: After
  #isQuiet = false
  /** The reason of the current failure. */
  #failure: string | undefined
  /** Whether a warning was logged about the current failure. */
  #hasWarned = false
  /** Payloads dropped since the last warning, by reason. */
  readonly #dropped = new Map<string, number>()
  #droppedInAll = 0

  constructor(log: Pick<Log, 'info' | 'warn'>, after: After) {
    this.#log = log
    this.#after = after
  }

  /** Payloads were not logged. @param reason one of a few fixed texts */
  dropped(reason: string, count = 1): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count)
    this.#droppedInAll += count
    this.#warn()
  }

  /** A write failed and will be retried. */
  failed(reason: string): void {
    this.#failure = reason
    this.#warn()
  }

  /** A write succeeded. */
  succeeded(): void {
    if (this.#failure === undefined) return
    this.#failure = undefined
    if (this.#hasWarned) this.#log.info('The log can be written again.', { notLogged: this.#droppedInAll })
    this.#hasWarned = false
  }

  /** Logs what is left to report. Nothing may be reported afterwards. */
  end(): void {
    this.#isQuiet = false
    if (this.#dropped.size > 0) this.#warn()
    this.#isQuiet = true
  }

  #warn(): void {
    if (this.#isQuiet) return
    const texts = [...this.#dropped].map(
      ([reason, count]) => `Payloads not logged: ${count}, because ${reason}.`,
    )
    if (this.#failure !== undefined) {
      texts.unshift(`The log cannot be written and will be retried: ${this.#failure}.`)
      this.#hasWarned = true
    }
    this.#log.warn(texts.join(' '), { notLogged: this.#droppedInAll })
    this.#dropped.clear()
    this.#isQuiet = true
    this.#after(WARNING_INTERVAL_MS, () => {
      this.#isQuiet = false
      if (this.#dropped.size > 0) this.#warn()
    })
  }
}

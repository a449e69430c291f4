import type { Log } from 'clacks'

/** Runs `task` once after so many milliseconds; what it returns cancels that. */
export type After = (milliseconds: number, task: () => void) => () => void

/** Warnings are this far apart. */
const QUIET_MS = 60_000

/** Says what goes wrong with the log, once in a while: a full disk must not fill the screen too. */
export class Complaints {
  readonly #log: Pick<Log, 'info' | 'warn'>
  readonly #after: After
  #quiet = false
  /** The last failure that lasts. */
  #failure: string | undefined
  /** A warning was given of what lasts. */
  #warned = false
  /** Payloads that were not logged since the last warning, by reason. */
  readonly #missed = new Map<string, number>()
  #missedInAll = 0

  constructor(log: Pick<Log, 'info' | 'warn'>, after: After) {
    this.#log = log
    this.#after = after
  }

  /** Payloads that were not logged, and why. The reasons are few. */
  missed(reason: string, count = 1): void {
    this.#missed.set(reason, (this.#missed.get(reason) ?? 0) + count)
    this.#missedInAll += count
    this.#say()
  }

  /** Writing failed, and will be tried again. */
  failed(reason: string): void {
    this.#failure = reason
    this.#say()
  }

  /** Writing works. */
  worked(): void {
    if (this.#failure === undefined) return
    this.#failure = undefined
    if (this.#warned) this.#log.info('The log is written again.', { notLogged: this.#missedInAll })
    this.#warned = false
  }

  /** Says at once what is left to say: nothing comes after it. */
  end(): void {
    this.#quiet = false
    if (this.#missed.size > 0) this.#say()
    this.#quiet = true
  }

  #say(): void {
    if (this.#quiet) return
    const texts = [...this.#missed].map(
      ([reason, count]) => `Payloads not logged: ${count}, because ${reason}.`,
    )
    if (this.#failure !== undefined) {
      texts.unshift(`The log cannot be written, and is tried again: ${this.#failure}.`)
      this.#warned = true
    }
    this.#log.warn(texts.join(' '), { notLogged: this.#missedInAll })
    this.#missed.clear()
    this.#quiet = true
    this.#after(QUIET_MS, () => {
      this.#quiet = false
      if (this.#missed.size > 0) this.#say()
    })
  }
}

import type { Cancel, Clock } from '../clock.js'

/** The least milliseconds between two saves. */
const MIN_PAUSE_MS = 1_000
/** Saving takes at most one part in this many of the time of the process. */
const MAX_TIME_SHARE = 100

/**
 * Saves something that changes often: at once after a quiet time, otherwise later and once for all
 * changes meanwhile, so that it never takes more than a small part of the time.
 */
export class BackgroundSave {
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>
  readonly #save: () => void
  #cancel: Cancel | undefined
  #nextAt = Number.NEGATIVE_INFINITY
  #changed = false

  /** @param save never throws */
  constructor(clock: Pick<Clock, 'monotonic' | 'after'>, save: () => void) {
    this.#clock = clock
    this.#save = save
  }

  /** Something has changed. */
  changed(): void {
    this.#changed = true
    const wait = this.#nextAt - this.#clock.monotonic()
    if (wait <= 0) this.flush()
    else this.#cancel ??= this.#clock.after(wait, () => this.flush())
  }

  /** Saves what is not saved yet. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    if (!this.#changed) return
    this.#changed = false
    const before = this.#clock.monotonic()
    this.#save()
    const after = this.#clock.monotonic()
    this.#nextAt = after + Math.max(MIN_PAUSE_MS, (after - before) * MAX_TIME_SHARE)
  }
}

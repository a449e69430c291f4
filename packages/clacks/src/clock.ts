/** The time source of a node. Injected, so that a simulation can control it. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number
  /** Monotonic milliseconds with fractions, for measuring. */
  elapsed(): number
  /** Runs `task` once after `milliseconds` (any size). Does not keep the process alive. */
  after(milliseconds: number, task: () => void): Cancel
}

/** Cancels a timer. A second call does nothing. */
export type Cancel = () => void

/** The limit of setTimeout: a longer delay would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(milliseconds, task) {
    let timer: NodeJS.Timeout
    const arm = (left: number): void => {
      const step = Math.min(left, MAX_TIMER_MS)
      timer = setTimeout(() => (left > step ? arm(left - step) : task()), step)
      timer.unref()
    }
    arm(Math.max(0, milliseconds))
    return () => clearTimeout(timer)
  },
}

/**
 * Runs `task` every `milliseconds` until cancelled. The next run is scheduled first, so an error
 * does not end it.
 */
export function every(clock: Clock, milliseconds: number, task: () => void): Cancel {
  let cancel: Cancel
  const arm = (): void => {
    cancel = clock.after(milliseconds, () => {
      arm()
      task()
    })
  }
  arm()
  return () => cancel()
}

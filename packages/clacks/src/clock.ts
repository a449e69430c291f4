/** Where a node gets its time from. Handed in, never read from a global, so that a simulation can own it. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number
  /** Milliseconds since some moment, never going back, with fractions: for measuring. */
  elapsed(): number
  /** Runs `task` once, `milliseconds` from now (any size), and returns what cancels it. Never keeps the process alive. */
  after(milliseconds: number, task: () => void): Cancel
}

/** Cancels what it was returned for. A second call does nothing. */
export type Cancel = () => void

/** setTimeout takes 32 bits: a longer delay would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The clock of the machine. */
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

/** Runs `task` every `milliseconds` until cancelled; the next run is set before the task runs, so a throw does not end it. */
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

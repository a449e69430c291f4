/**
 * The time source of a node. Injected, so that a simulation can control it.
 *
 * Two clocks, because the wall clock jumps: it is set by hand or by NTP, and a virtual machine that
 * was paused finds another time. Only what is shown, stored or compared with another machine uses
 * it. Waits, back-offs, rates and ages within a process use the monotonic clock.
 */
export interface Clock {
  /** The wall clock: milliseconds since 1970, as `Date.now()`. It may jump, in both directions. */
  now(): number
  /**
   * Milliseconds with fractions since an arbitrary moment, as `performance.now()`. It never jumps
   * and never runs backwards; it may stand still while the machine is suspended.
   */
  monotonic(): number
  /** Runs `task` once after `milliseconds` (any size). Does not keep the process alive. */
  after(milliseconds: number, task: () => void): Cancel
  /**
   * Runs `task` once at the end of the current turn of the event loop, when everything that has
   * arrived in it was handled. Default: `setImmediate`.
   */
  endOfTurn?(task: () => void): void
}

/** Cancels a timer. A second call does nothing. */
export type Cancel = () => void

/** The limit of setTimeout: a longer delay would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
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

/** See {@link Clock.endOfTurn}. */
export function endOfTurn(clock: Clock, task: () => void): void {
  if (clock.endOfTurn === undefined) setImmediate(task)
  else clock.endOfTurn(task)
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

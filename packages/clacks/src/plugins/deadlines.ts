import type { Cancel, Clock } from '../clock.js'

/** A call with a time limit. */
export abstract class TimedCall {
  /** When it expires, on `clock.monotonic()`. */
  due = 0
  /** Its neighbours among the calls with the same limit, oldest first. */
  previous: TimedCall | undefined
  next: TimedCall | undefined

  /** Called when the time limit is exceeded. */
  abstract expire(): void
}

/**
 * The calls with the same time limit. They expire in the order in which they began, so one timer
 * serves them all. It keeps running between calls: a call costs two pointers and no timer.
 */
export class Deadline {
  /** Milliseconds. */
  readonly limit: number
  readonly #clock: Clock
  #first: TimedCall | undefined
  #last: TimedCall | undefined
  #cancel: Cancel | undefined

  constructor(clock: Clock, limit: number) {
    this.#clock = clock
    this.limit = limit
  }

  /** @param now when the call began, on `clock.monotonic()` */
  begin(call: TimedCall, now: number): void {
    call.due = now + this.limit
    call.previous = this.#last
    call.next = undefined
    if (this.#last === undefined) this.#first = call
    else this.#last.next = call
    this.#last = call
    if (this.#cancel === undefined) this.#arm(this.limit)
  }

  /** The call ended in time. */
  end(call: TimedCall): void {
    if (call.previous === undefined) this.#first = call.next
    else call.previous.next = call.next
    if (call.next === undefined) this.#last = call.previous
    else call.next.previous = call.previous
    call.previous = undefined
    call.next = undefined
  }

  /** Cancels the timer if no call is pending. */
  cancelIdleTimer(): void {
    if (this.#first !== undefined) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  #arm(milliseconds: number): void {
    if (milliseconds === Infinity) return
    this.#cancel = this.#clock.after(milliseconds, () => this.#expire())
  }

  #expire(): void {
    const now = this.#clock.monotonic()
    for (let call = this.#first; call !== undefined && call.due <= now; call = this.#first) {
      this.end(call)
      call.expire()
    }
    this.#cancel = undefined
    // Rounded up: some clocks do not advance by a fraction of a millisecond.
    if (this.#first !== undefined) this.#arm(Math.ceil(this.#first.due - now))
  }
}

/** The deadlines of a node, one for each time limit in use. */
export class Deadlines {
  readonly #clock: Clock
  readonly #byLimit = new Map<number, Deadline>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param limit milliseconds */
  of(limit: number): Deadline {
    let deadline = this.#byLimit.get(limit)
    if (deadline === undefined) {
      deadline = new Deadline(this.#clock, limit)
      this.#byLimit.set(limit, deadline)
    }
    return deadline
  }

  /** Cancels all timers that no call needs. */
  cancelIdleTimers(): void {
    for (const deadline of this.#byLimit.values()) deadline.cancelIdleTimer()
  }
}

/**
 * Runs `work` and waits for it at most `limit` milliseconds, then rejects with `timeoutError()`.
 * A value that arrives after that goes to `onLate`.
 */
export function within<Value>(
  clock: Clock,
  limit: number,
  work: () => Value | PromiseLike<Value>,
  timeoutError: () => Error,
  onLate: (value: Value) => void = () => {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let timedOut = false
    const cancel = clock.after(limit, () => {
      timedOut = true
      reject(timeoutError())
    })
    // The promise around it guards against a thenable that throws or settles twice.
    new Promise<Value>((settle) => settle(work())).then(
      (value) => {
        cancel()
        if (timedOut) onLate(value)
        else resolve(value)
      },
      (thrown: unknown) => {
        cancel()
        reject(thrown)
      },
    )
  })
}

import type { Cancel, Clock } from '../clock.js'

/** A call that may take only so long. */
export abstract class TimedCall {
  /** When its time is up, on `clock.elapsed()`. */
  due = 0
  /** Its neighbours among the calls with the same limit, oldest first. */
  previous: TimedCall | undefined
  next: TimedCall | undefined

  /** Its time is up. */
  abstract expire(): void
}

/**
 * The calls that may take the same time. They end in the order in which they began, so that one
 * timer serves them all, and it is left running between calls: a call costs two pointers and no
 * timer.
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

  /** @param now when the call began, on `clock.elapsed()` */
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

  /** Takes the timer back where no call is pending. */
  rest(): void {
    if (this.#first !== undefined) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  #arm(milliseconds: number): void {
    if (milliseconds === Infinity) return
    this.#cancel = this.#clock.after(milliseconds, () => this.#expire())
  }

  #expire(): void {
    const now = this.#clock.elapsed()
    for (let call = this.#first; call !== undefined && call.due <= now; call = this.#first) {
      this.end(call)
      call.expire()
    }
    this.#cancel = undefined
    // Rounded up: a rest of a fraction of a millisecond would not move every clock.
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

  /** Takes back all timers that no call needs. */
  rest(): void {
    for (const deadline of this.#byLimit.values()) deadline.rest()
  }
}

/**
 * Runs `work` and waits for it at most `limit` milliseconds; what comes later is handed to `late`.
 * Rejects with `tooLate()`.
 */
export function within<Value>(
  clock: Clock,
  limit: number,
  work: () => Value | PromiseLike<Value>,
  tooLate: () => Error,
  late: (value: Value) => void = () => {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let over = false
    const cancel = clock.after(limit, () => {
      over = true
      reject(tooLate())
    })
    // A thenable that throws, or that settles twice, is tamed by the promise around it.
    new Promise<Value>((settle) => settle(work())).then(
      (value) => {
        cancel()
        if (over) late(value)
        else resolve(value)
      },
      (thrown: unknown) => {
        cancel()
        reject(thrown)
      },
    )
  })
}

import type { Cancel, Clock } from '../clock.js'
import { ClacksError } from '../errors.js'
import { type Duration, milliseconds } from './duration.js'
import { NewWork } from './real-work.js'
import { inTurns, oneTurn, turnsWhile } from './settled.js'
import { type Lease, type Timer, TimerHeap } from './timer-heap.js'

/** 2000-01-01T00:00:00Z. */
const START_MS = 946_684_800_000
const SETTLED = Promise.resolve()
/** Real milliseconds that `complete` waits for real work; a node gives a setup as long. */
const MAX_WORK_MS = 10_000

/**
 * A clock that stands still until it is advanced. Timers run in the order in which they are due,
 * and in the order in which they were set if they are due at the same time. Promise continuations
 * run between timers. Virtual time does not wait for real I/O, except in `complete`, or if
 * `settled` does.
 *
 * @example
 * const clock = new VirtualClock()
 * clock.after(5_000, () => console.log('five seconds'))
 * await clock.advance('10s') // at once
 */
export class VirtualClock implements Clock {
  readonly #timers = new TimerHeap()
  readonly #start: number
  readonly #settled: (() => Promise<void>) | undefined
  #elapsed = 0
  /** How far the wall clock was moved. */
  #jumped = 0
  #order = 0
  #busy = false

  /**
   * @param start milliseconds since 1970; default 2000-01-01T00:00:00Z
   * @param settled awaited after each timer; by default until all promise continuations have run
   */
  constructor(start: number = START_MS, settled?: () => Promise<void>) {
    this.#start = start
    this.#settled = settled
  }

  /** Whole milliseconds, like `Date.now()`, although timers may be due at fractions of one. */
  now(): number {
    return Math.floor(this.#start + this.#elapsed + this.#jumped)
  }

  monotonic(): number {
    return this.#elapsed
  }

  /** @param lease whose timer it is, for {@link endLease} */
  after(delay: number, task: () => void, lease?: Lease): Cancel {
    // NaN runs at once, like setTimeout.
    const due = this.#elapsed + (delay > 0 ? delay : 0)
    const timer: Timer = { due, order: this.#order++, task, lease }
    this.#timers.add(timer)
    return () => this.#timers.cancel(timer)
  }

  /** Cancels all timers of a lease. */
  endLease(lease: Lease): void {
    this.#timers.cancelAll(lease)
  }

  /** With the promise continuations: real turns of the event loop have no virtual time. */
  endOfTurn(task: () => void): void {
    // `queueMicrotask` of Node.js creates an object for async hooks, too.
    void SETTLED.then(task)
  }

  /**
   * Moves the wall clock only, like an operator who sets the clock: timers and `monotonic()` do not
   * notice.
   * @param by `'1h'` or milliseconds; negative milliseconds set it back
   */
  jump(by: Duration): void {
    this.#jumped += typeof by === 'number' ? by : milliseconds(by)
  }

  /** Number of pending timers: shows what was left behind. */
  get pending(): number {
    return this.#timers.size
  }

  /**
   * Runs all timers due within `duration` and stops exactly there. Rethrows what a timer throws.
   */
  async advance(duration: Duration): Promise<void> {
    await this.#exclusively(async () => {
      const end = this.#elapsed + milliseconds(duration)
      await this.#run(() => this.#isDue(end))
      this.#elapsed = end
    })
  }

  /** Runs the next timer, whenever it is due. Returns false if there is none. */
  async step(): Promise<boolean> {
    return this.#exclusively(async () => {
      let ran = false
      await this.#run(() => {
        if (ran || !this.#isDue(Number.POSITIVE_INFINITY)) return false
        ran = true
        return true
      })
      return ran
    })
  }

  /**
   * Runs timers until `predicate` returns true. It is called first, and again after each timer.
   * @param limit returns false if no timer is due within it any more; default one hour
   */
  async runUntil(predicate: () => boolean, limit: Duration = '1h'): Promise<boolean> {
    return this.#exclusively(async () => {
      const end = this.#elapsed + milliseconds(limit)
      let holds = false
      await this.#run(() => {
        holds = predicate()
        return !holds && this.#isDue(end)
      })
      return holds
    })
  }

  /**
   * Runs timers until a promise settles and returns its outcome: for what waits on this clock, such
   * as `node.stop()`. Virtual time stands still while real work that started meanwhile (files,
   * sockets, keys, child processes) is pending, for 10 real seconds at most: a plugin may read
   * files in `setup`.
   * @throws ClacksError ERR_CLACKS_STATE if no timer is left within `limit` (default one hour)
   */
  async complete<Value>(promise: Promise<Value>, limit: Duration = '1h'): Promise<Value> {
    const newWork = new NewWork()
    let done = false
    const finish = (): void => {
      done = true
    }
    promise.then(finish, finish)
    let patience = MAX_WORK_MS
    const settled = this.#settled ?? oneTurn
    const end = this.#elapsed + milliseconds(limit)
    try {
      const completed = await this.#exclusively(async () => {
        for (;;) {
          await settled()
          patience -= await turnsWhile(() => !done && newWork.pending, patience)
          if (done) return true
          if (!this.#isDue(end)) return false
          this.#runNext()
        }
      })
      if (completed) return promise
    } finally {
      newWork.close()
    }
    throw new ClacksError(
      'ERR_CLACKS_STATE',
      `A promise was not settled after ${limit} of virtual time: it does not wait for a timer of this clock.`,
    )
  }

  /**
   * Runs the next timer as long as a condition holds, which is checked before each. Before that,
   * all promise continuations run.
   */
  async #run(condition: () => boolean): Promise<void> {
    const step = (): boolean => {
      const continues = condition()
      if (continues) this.#runNext()
      return continues
    }
    if (this.#settled === undefined) return inTurns(step)
    do await this.#settled()
    while (step())
  }

  /** Whether the next timer is due at a time, or before. */
  #isDue(end: number): boolean {
    const next = this.#timers.first()
    return next !== undefined && next.due <= end
  }

  #runNext(): void {
    const timer = this.#timers.take()
    if (timer === undefined) return
    const { due, task } = timer
    this.#elapsed = due
    // A later cancel must not count it again.
    timer.task = undefined
    task?.()
  }

  async #exclusively<Value>(run: () => Promise<Value>): Promise<Value> {
    if (this.#busy)
      throw new ClacksError(
        'ERR_CLACKS_STATE',
        'The virtual clock is already running: await each `advance()` before the next.',
      )
    this.#busy = true
    try {
      return await run()
    } finally {
      this.#busy = false
    }
  }
}

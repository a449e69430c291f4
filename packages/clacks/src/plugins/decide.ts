import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { promiseIn } from '../hooks/promise-in.js'
import { misuse } from '../hooks/valid-verdict.js'
import { TimedCall } from './deadlines.js'
import type { Formation, Line } from './line.js'
import type { Tap } from './tap.js'

/** How the taps of a deciding hook are judged. */
export interface Judge<Subject, Verdict> {
  /** Whether what a tap returned is a verdict of this hook. */
  readonly accepts: (value: unknown) => value is Verdict
  /** What follows from how a tap without a verdict left the subject; undefined: go on. */
  readonly conclude: (subject: Subject, id: string) => Verdict | undefined
}

/** How tapable is told. */
type Done<Verdict> = (error: PluginError | null, verdict?: Verdict) => void

/**
 * Runs the taps of a hook one after the other until one returns a verdict or fails. As long as no tap returns a promise none
 * is made, and no object either: every message goes this way.
 */
export class Decider<Subject, Verdict> {
  readonly clock: Clock
  readonly #judge: Judge<Subject, Verdict>

  constructor(clock: Clock, judge: Judge<Subject, Verdict>) {
    this.clock = clock
    this.#judge = judge
  }

  decide({ formation }: Line<[Subject]>, subject: Subject, done: Done<Verdict>): void {
    this.run(formation, 0, subject, done, undefined)
  }

  /** Goes on at the tap `from`; there is a `series` as soon as one tap had to be waited for. */
  run(
    formation: Formation<[Subject]>,
    from: number,
    subject: Subject,
    done: Done<Verdict>,
    series: Series<Subject, Verdict> | undefined,
  ): void {
    const { taps } = formation
    let began = this.clock.elapsed()
    for (let at = from; at < taps.length; at++) {
      const tap = taps[at]
      if (tap === undefined || tap.skips()) continue
      let result: unknown
      let promise: Promise<unknown> | undefined
      try {
        result = tap.fn(subject)
        promise = promiseIn(result)
      } catch (thrown) {
        finish(done, series, tap.failed(thrown, this.clock.elapsed() - began))
        return
      }
      if (promise !== undefined) {
        const waiting = series ?? new Series(this, formation, subject, done)
        waiting.wait(tap, at, promise, began)
        return
      }
      const now = this.clock.elapsed()
      const outcome = this.judge(tap, subject, result, now - began)
      if (outcome !== undefined) {
        finish(done, series, outcome)
        return
      }
      began = now
    }
    finish(done, series, undefined)
  }

  /** What a tap's result means: a verdict, a failure, or (undefined) go on. */
  judge(
    tap: Tap<[Subject]>,
    subject: Subject,
    result: unknown,
    milliseconds: number,
  ): Verdict | PluginError | undefined {
    if (result !== undefined && !this.#judge.accepts(result)) {
      const error = new PluginError('ERR_CLACKS_VERDICT', tap.owner.id, tap.hook, misuse(result))
      return tap.failed(error, milliseconds)
    }
    tap.succeeded(milliseconds)
    return result ?? this.#judge.conclude(subject, tap.owner.id)
  }
}

/** The rest of a series that waits for promises, one at a time. */
class Series<Subject, Verdict> extends TimedCall {
  readonly #decider: Decider<Subject, Verdict>
  readonly #formation: Formation<[Subject]>
  readonly #subject: Subject
  readonly #done: Done<Verdict>
  #tap: Tap<[Subject]> | undefined
  #at = 0
  #began = 0
  #over = false

  constructor(
    decider: Decider<Subject, Verdict>,
    formation: Formation<[Subject]>,
    subject: Subject,
    done: Done<Verdict>,
  ) {
    super()
    this.#decider = decider
    this.#formation = formation
    this.#subject = subject
    this.#done = done
    formation.begin()
  }

  wait(tap: Tap<[Subject]>, at: number, promise: Promise<unknown>, began: number): void {
    this.#tap = tap
    this.#at = at
    this.#began = began
    tap.deadline.begin(this, began)
    promise.then(this.#fulfilled, this.#rejected)
  }

  /** Its time is up: the series ends here, and what the tap still does is nobody's concern. */
  override expire(): void {
    if (this.#tap !== undefined) finish(this.#done, this, this.#tap.failed(this.#tap.late(), this.#taken()))
  }

  end(): void {
    this.#over = true
    this.#formation.end()
  }

  readonly #fulfilled = (result: unknown): void => {
    const tap = this.#tap
    if (this.#over || tap === undefined) return
    tap.deadline.end(this)
    const outcome = this.#decider.judge(tap, this.#subject, result, this.#taken())
    if (outcome !== undefined) finish(this.#done, this, outcome)
    else this.#decider.run(this.#formation, this.#at + 1, this.#subject, this.#done, this)
  }

  readonly #rejected = (thrown: unknown): void => {
    const tap = this.#tap
    if (this.#over || tap === undefined) return
    tap.deadline.end(this)
    finish(this.#done, this, tap.failed(thrown, this.#taken()))
  }

  #taken(): number {
    return this.#decider.clock.elapsed() - this.#began
  }
}

function finish<Subject, Verdict>(
  done: Done<Verdict>,
  series: Series<Subject, Verdict> | undefined,
  outcome: Verdict | PluginError | undefined,
): void {
  series?.end()
  if (outcome instanceof PluginError) done(outcome)
  else done(null, outcome)
}

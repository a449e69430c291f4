import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { promiseIn } from '../hooks/promise-in.js'
import { describeInvalidVerdict } from '../hooks/valid-verdict.js'
import { TimedCall } from './deadlines.js'
import type { Tap } from './tap.js'
import type { TapChain, TapSnapshot } from './tap-chain.js'

/** How the results of the taps of a deciding hook are interpreted. */
export interface BailRules<Subject, Verdict> {
  /** Whether what a tap returned is a verdict of this hook. */
  readonly accepts: (value: unknown) => value is Verdict
  /**
   * The verdict implied by the state of the subject after a tap that returned none; undefined to
   * continue.
   */
  readonly impliedVerdict: (subject: Subject, id: string) => Verdict | undefined
}

/** The callback of tapable. */
type Done<Verdict> = (error: PluginError | null, verdict?: Verdict) => void

/**
 * Runs the taps of a hook in sequence until one returns a verdict or fails. It creates no promise
 * and no object unless a tap returns a promise: every message takes this path.
 */
export class BailRunner<Subject, Verdict> {
  readonly clock: Clock
  readonly #rules: BailRules<Subject, Verdict>

  constructor(clock: Clock, rules: BailRules<Subject, Verdict>) {
    this.clock = clock
    this.#rules = rules
  }

  decide({ snapshot }: TapChain<[Subject]>, subject: Subject, done: Done<Verdict>): void {
    this.run(snapshot, 0, subject, done, undefined)
  }

  /** Continues at the tap `from`. `pending` is set once a tap has returned a promise. */
  run(
    snapshot: TapSnapshot<[Subject]>,
    from: number,
    subject: Subject,
    done: Done<Verdict>,
    pending: PendingRun<Subject, Verdict> | undefined,
  ): void {
    const { taps } = snapshot
    let began = this.clock.monotonic()
    for (let at = from; at < taps.length; at++) {
      const tap = taps[at]
      if (tap === undefined) continue
      if (tap.skips()) {
        const error = tap.missing()
        if (error === undefined) continue
        finish(done, pending, error)
        return
      }
      let result: unknown
      let promise: Promise<unknown> | undefined
      try {
        result = tap.fn(subject)
        promise = promiseIn(result)
      } catch (thrown) {
        finish(done, pending, tap.failed(thrown, this.clock.monotonic() - began, [subject]))
        return
      }
      if (promise !== undefined) {
        const waiting = pending ?? new PendingRun(this, snapshot, subject, done)
        waiting.wait(tap, at, promise, began)
        return
      }
      const now = this.clock.monotonic()
      const outcome = this.outcomeOf(tap, subject, result, now - began)
      if (outcome !== undefined) {
        finish(done, pending, outcome)
        return
      }
      began = now
    }
    if (snapshot.observed) snapshot.notify([subject])
    finish(done, pending, undefined)
  }

  /** Interprets the result of a tap: a verdict, a failure, or undefined to continue. */
  outcomeOf(
    tap: Tap<[Subject]>,
    subject: Subject,
    result: unknown,
    milliseconds: number,
  ): Verdict | PluginError | undefined {
    if (result !== undefined && !this.#rules.accepts(result)) {
      const error = new PluginError(
        'ERR_CLACKS_VERDICT',
        tap.owner.id,
        tap.hook,
        describeInvalidVerdict(result),
      )
      return tap.failed(error, milliseconds, [subject])
    }
    tap.succeeded(milliseconds)
    return result ?? this.#rules.impliedVerdict(subject, tap.owner.id)
  }
}

/** A run in which a tap returned a promise. It waits for one promise at a time. */
class PendingRun<Subject, Verdict> extends TimedCall {
  readonly #runner: BailRunner<Subject, Verdict>
  readonly #snapshot: TapSnapshot<[Subject]>
  readonly #subject: Subject
  readonly #done: Done<Verdict>
  #tap: Tap<[Subject]> | undefined
  #at = 0
  #began = 0
  #ended = false

  constructor(
    runner: BailRunner<Subject, Verdict>,
    snapshot: TapSnapshot<[Subject]>,
    subject: Subject,
    done: Done<Verdict>,
  ) {
    super()
    this.#runner = runner
    this.#snapshot = snapshot
    this.#subject = subject
    this.#done = done
    snapshot.begin()
  }

  wait(tap: Tap<[Subject]>, at: number, promise: Promise<unknown>, began: number): void {
    this.#tap = tap
    this.#at = at
    this.#began = began
    tap.deadline.begin(this, began)
    promise.then(this.#fulfilled, this.#rejected)
  }

  /** Ends the run with a timeout. What the tap does later is ignored. */
  override expire(): void {
    if (this.#tap !== undefined)
      finish(this.#done, this, this.#tap.failed(this.#tap.late(), this.#duration(), [this.#subject]))
  }

  end(): void {
    this.#ended = true
    this.#snapshot.end()
  }

  readonly #fulfilled = (result: unknown): void => {
    const tap = this.#tap
    if (this.#ended || tap === undefined) return
    tap.deadline.end(this)
    const outcome = this.#runner.outcomeOf(tap, this.#subject, result, this.#duration())
    if (outcome !== undefined) finish(this.#done, this, outcome)
    else this.#runner.run(this.#snapshot, this.#at + 1, this.#subject, this.#done, this)
  }

  readonly #rejected = (thrown: unknown): void => {
    const tap = this.#tap
    if (this.#ended || tap === undefined) return
    tap.deadline.end(this)
    finish(this.#done, this, tap.failed(thrown, this.#duration(), [this.#subject]))
  }

  #duration(): number {
    return this.#runner.clock.monotonic() - this.#began
  }
}

function finish<Subject, Verdict>(
  done: Done<Verdict>,
  pending: PendingRun<Subject, Verdict> | undefined,
  outcome: Verdict | PluginError | undefined,
): void {
  pending?.end()
  if (outcome instanceof PluginError) done(outcome)
  else done(null, outcome)
}

import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { promiseIn } from '../hooks/promise-in.js'
import { TimedCall } from './deadlines.js'
import type { Tap } from './tap.js'
import type { TapChain, TapSnapshot } from './tap-chain.js'

/**
 * Tells every tap, whatever becomes of the others. What a tap returns does not matter; a promise is
 * watched over.
 */
export function observe<Arguments extends unknown[]>(
  clock: Clock,
  { snapshot }: TapChain<Arguments>,
  args: Arguments,
): void {
  for (const tap of snapshot.taps) {
    if (!tap.skips()) call(clock, snapshot, tap, args, undefined)
  }
  if (snapshot.observed) snapshot.notify(args)
}

/** Tells one tap after the other, and waits for each; a failure stops none. */
export async function observeInTurn<Arguments extends unknown[]>(
  clock: Clock,
  { snapshot }: TapChain<Arguments>,
  args: Arguments,
): Promise<void> {
  snapshot.begin()
  for (const tap of snapshot.taps) {
    if (!tap.skips()) await new Promise<void>((resolve) => call(clock, snapshot, tap, args, resolve))
  }
  snapshot.end()
}

/** Asks every tap; false where one says so. Nobody can wait for an answer here. */
export function ask<Arguments extends unknown[]>(
  clock: Clock,
  { snapshot }: TapChain<Arguments>,
  args: Arguments,
): false | undefined {
  for (const tap of snapshot.taps) {
    if (!tap.skips() && answer(clock, tap, args) === false) return false
  }
  return undefined
}

function answer<Arguments extends unknown[]>(clock: Clock, tap: Tap<Arguments>, args: Arguments): unknown {
  const began = clock.elapsed()
  try {
    const result = tap.fn(...args)
    const promise = promiseIn(result)
    if (promise === undefined) {
      tap.succeeded(clock.elapsed() - began)
      return result
    }
    promise.catch(() => {})
    const reason = 'It returned a promise, but nobody can wait for it here: make it answer at once.'
    throw new PluginError('ERR_CLACKS_VERDICT', tap.owner.id, tap.hook, reason)
  } catch (thrown) {
    tap.failed(thrown, clock.elapsed() - began)
    return undefined
  }
}

function call<Arguments extends unknown[]>(
  clock: Clock,
  snapshot: TapSnapshot<Arguments>,
  tap: Tap<Arguments>,
  args: Arguments,
  ended: (() => void) | undefined,
): void {
  const began = clock.elapsed()
  try {
    const promise = promiseIn(tap.fn(...args))
    if (promise !== undefined) {
      new WatchedCall(clock, snapshot, tap, began, ended).watch(promise)
      return
    }
    tap.succeeded(clock.elapsed() - began)
  } catch (thrown) {
    tap.failed(thrown, clock.elapsed() - began)
  }
  ended?.()
}

/** A call of an observing tap that has returned a promise. */
class WatchedCall<Arguments extends unknown[]> extends TimedCall {
  readonly #clock: Clock
  readonly #snapshot: TapSnapshot<Arguments>
  readonly #tap: Tap<Arguments>
  readonly #began: number
  readonly #ended: (() => void) | undefined
  #over = false

  constructor(
    clock: Clock,
    snapshot: TapSnapshot<Arguments>,
    tap: Tap<Arguments>,
    began: number,
    ended: (() => void) | undefined,
  ) {
    super()
    this.#clock = clock
    this.#snapshot = snapshot
    this.#tap = tap
    this.#began = began
    this.#ended = ended
  }

  watch(promise: Promise<unknown>): void {
    this.#snapshot.begin()
    this.#tap.deadline.begin(this, this.#began)
    promise.then(
      () => this.#end(() => this.#tap.succeeded(this.#taken())),
      (thrown: unknown) => this.#end(() => this.#tap.failed(thrown, this.#taken())),
    )
  }

  override expire(): void {
    this.#tap.failed(this.#tap.late(), this.#taken())
    this.#close()
  }

  #end(settle: () => void): void {
    if (this.#over) return
    this.#tap.deadline.end(this)
    settle()
    this.#close()
  }

  #close(): void {
    this.#over = true
    this.#snapshot.end()
    this.#ended?.()
  }

  #taken(): number {
    return this.#clock.elapsed() - this.#began
  }
}

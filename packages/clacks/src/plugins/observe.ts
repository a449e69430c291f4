import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { promiseIn } from '../hooks/promise-in.js'
import { TimedCall } from './deadlines.js'
import type { Tap } from './tap.js'
import type { TapChain, TapSnapshot } from './tap-chain.js'

/**
 * Calls every tap, even if others fail. Results are ignored; a returned promise is supervised but
 * not awaited.
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

/** Calls the taps in sequence and awaits each, even if others fail. */
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

/**
 * Calls the taps until one returns false. They must answer synchronously. A deciding tap that fails
 * or is missed counts as false: what it would have kept out does not pass.
 */
export function ask<Arguments extends unknown[]>(
  clock: Clock,
  { snapshot }: TapChain<Arguments>,
  args: Arguments,
): false | undefined {
  for (const tap of snapshot.taps) {
    const isRefused = tap.skips() ? tap.missing() !== undefined : resultOf(clock, tap, args) === false
    if (isRefused) return false
  }
  return undefined
}

function resultOf<Arguments extends unknown[]>(clock: Clock, tap: Tap<Arguments>, args: Arguments): unknown {
  const began = clock.monotonic()
  try {
    const result = tap.fn(...args)
    const promise = promiseIn(result)
    if (promise === undefined) {
      tap.succeeded(clock.monotonic() - began)
      return result
    }
    promise.catch(() => {})
    const reason = 'It returned a promise, but this hook is synchronous.'
    throw new PluginError('ERR_CLACKS_VERDICT', tap.owner.id, tap.hook, reason)
  } catch (thrown) {
    tap.failed(thrown, clock.monotonic() - began, args)
    return !tap.decides
  }
}

function call<Arguments extends unknown[]>(
  clock: Clock,
  snapshot: TapSnapshot<Arguments>,
  tap: Tap<Arguments>,
  args: Arguments,
  ended: (() => void) | undefined,
): void {
  const began = clock.monotonic()
  try {
    const promise = promiseIn(tap.fn(...args))
    if (promise !== undefined) {
      new WatchedCall(clock, snapshot, tap, args, began, ended).watch(promise)
      return
    }
    tap.succeeded(clock.monotonic() - began)
  } catch (thrown) {
    tap.failed(thrown, clock.monotonic() - began, args)
  }
  ended?.()
}

/** A call of an observing tap that returned a promise. */
class WatchedCall<Arguments extends unknown[]> extends TimedCall {
  readonly #clock: Clock
  readonly #snapshot: TapSnapshot<Arguments>
  readonly #tap: Tap<Arguments>
  readonly #args: Arguments
  readonly #began: number
  readonly #ended: (() => void) | undefined
  #settled = false

  constructor(
    clock: Clock,
    snapshot: TapSnapshot<Arguments>,
    tap: Tap<Arguments>,
    args: Arguments,
    began: number,
    ended: (() => void) | undefined,
  ) {
    super()
    this.#clock = clock
    this.#snapshot = snapshot
    this.#tap = tap
    this.#args = args
    this.#began = began
    this.#ended = ended
  }

  watch(promise: Promise<unknown>): void {
    this.#snapshot.begin()
    this.#tap.deadline.begin(this, this.#began)
    promise.then(
      () => this.#end(() => this.#tap.succeeded(this.#duration())),
      (thrown: unknown) => this.#end(() => this.#tap.failed(thrown, this.#duration(), this.#args)),
    )
  }

  override expire(): void {
    this.#tap.failed(this.#tap.late(), this.#duration(), this.#args)
    this.#close()
  }

  #end(settle: () => void): void {
    if (this.#settled) return
    this.#tap.deadline.end(this)
    settle()
    this.#close()
  }

  #close(): void {
    this.#settled = true
    this.#snapshot.end()
    this.#ended?.()
  }

  #duration(): number {
    return this.#clock.monotonic() - this.#began
  }
}

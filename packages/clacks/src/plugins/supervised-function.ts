import type { Clock } from '../clock.js'
import { PluginError } from '../errors.js'
import { asPluginError } from '../hooks/attribution.js'
import { inputSourceOf } from '../hooks/input-source.js'
import { promiseIn } from '../hooks/promise-in.js'
import { Ring } from '../queue/ring.js'
import { type Deadline, TimedCall } from './deadlines.js'
import type { SupervisedFunction } from './plugin.js'
import { Quarantine } from './quarantine.js'

/** What a supervised function needs from its plugin. */
export interface SupervisedParts {
  /** The id of the plugin. */
  readonly id: string
  /** Names the function in errors. */
  readonly name: string
  readonly concurrency: number
  readonly deadline: Deadline
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly report: (error: PluginError) => void
}

/** A function that somebody else gave to a plugin. Its failures are its own, not the plugin's. */
export class Supervised<Arguments extends unknown[]> implements SupervisedFunction<Arguments> {
  readonly #fn: (...args: Arguments) => unknown
  readonly #parts: SupervisedParts
  readonly #quarantine: Quarantine
  readonly #waiting = new Ring<Arguments>()
  #pending = 0

  constructor(fn: (...args: Arguments) => unknown, parts: SupervisedParts) {
    this.#fn = fn
    this.#parts = parts
    this.#quarantine = new Quarantine(parts.clock)
  }

  get isFull(): boolean {
    return this.#waiting.size >= this.#parts.concurrency
  }

  call(...args: Arguments): void {
    if (this.#parts.signal.aborted) return
    if (this.#pending < this.#parts.concurrency) this.#run(args)
    else this.#waiting.push(args)
  }

  #run(args: Arguments): void {
    if (this.#quarantine.skips()) return
    let promise: Promise<unknown> | undefined
    try {
      promise = promiseIn(this.#fn(...args))
    } catch (thrown) {
      this.#failed(thrown, args)
      return
    }
    if (promise === undefined) this.#quarantine.succeeded(this.#parts.name)
    else this.#wait(promise, args)
  }

  #wait(promise: Promise<unknown>, args: Arguments): void {
    const { deadline, clock, id, name } = this.#parts
    const end = (settle: () => void): void => {
      settle()
      this.#pending--
      this.#next()
    }
    const late = (): void => {
      const reason = `No result within ${deadline.limit} ms.`
      this.#failed(new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', id, name, reason), args)
    }
    const call = new PendingCall(() => end(late))
    const settled = (settle: () => void): void => {
      if (call.expired) return
      deadline.end(call)
      end(settle)
    }
    this.#pending++
    deadline.begin(call, clock.monotonic())
    promise.then(
      () => settled(() => this.#quarantine.succeeded(name)),
      (thrown: unknown) => settled(() => this.#failed(thrown, args)),
    )
  }

  #next(): void {
    const { concurrency, signal } = this.#parts
    while (this.#pending < concurrency && !signal.aborted) {
      const args = this.#waiting.shift()
      if (args === undefined) return
      this.#run(args)
    }
  }

  #failed(thrown: unknown, args: Arguments): void {
    const { id, name, report } = this.#parts
    const error = asPluginError(id, name, thrown)
    report(error)
    const quarantined = this.#quarantine.failed(name, inputSourceOf(args))
    if (quarantined === undefined) return
    const reason = `Quarantined because it keeps failing: it is not called for ${quarantined / 1000} s, then retried. The other functions of the plugin are not affected.`
    report(new PluginError('ERR_CLACKS_PLUGIN_QUARANTINED', id, name, reason, { cause: error }))
  }
}

/** A call whose promise is pending. */
class PendingCall extends TimedCall {
  expired = false
  readonly #onExpire: () => void

  constructor(onExpire: () => void) {
    super()
    this.#onExpire = onExpire
  }

  override expire(): void {
    this.expired = true
    this.#onExpire()
  }
}

import { tapOrder } from './plugin-order.js'
import type { Tap, TapInterceptor } from './tap.js'

/** A function that is called after all taps and cannot affect them. */
export type HookObserver<Arguments extends unknown[]> = (...args: Arguments) => void

interface Observed<Arguments extends unknown[]> {
  readonly observers: readonly HookObserver<Arguments>[]
}

/** Most chains of most nodes stay empty: they share one list. */
const NONE: readonly never[] = []

/**
 * The taps of a hook in their order at one moment. A run that is in flight keeps the snapshot that
 * it began with.
 */
export class TapSnapshot<Arguments extends unknown[]> {
  readonly taps: readonly Tap<Arguments>[]
  readonly #chain: Observed<Arguments>
  /** Runs that began with it and wait for a promise. */
  #running = 0
  #idle: (() => void) | undefined

  constructor(taps: readonly Tap<Arguments>[], chain: Observed<Arguments>) {
    this.taps = taps
    this.#chain = chain
  }

  get running(): boolean {
    return this.#running > 0
  }

  /** Whether an observer is attached. */
  get observed(): boolean {
    return this.#chain.observers.length > 0
  }

  begin(): void {
    this.#running++
  }

  end(): void {
    this.#running--
    if (this.#running === 0) this.#idle?.()
  }

  /** Calls the observers, after all taps. */
  notify(args: Arguments): void {
    for (const observer of this.#chain.observers) observer(...args)
  }

  /** Calls `task` when no run is in flight. */
  whenIdle(task: () => void): void {
    this.#idle = task
  }
}

/**
 * The taps of all plugins on one hook. Taps the tapable hook once, on first use. All its lists are
 * replaced as a whole, never changed.
 */
export class TapChain<Arguments extends unknown[]> {
  readonly hook: string
  observers: readonly HookObserver<Arguments>[] = NONE
  /** The taps in use. */
  snapshot = new TapSnapshot<Arguments>(NONE, this)
  #taps: readonly Tap<Arguments>[] = NONE
  #retired: readonly TapSnapshot<Arguments>[] = NONE
  readonly #attach: (chain: TapChain<Arguments>) => void
  #attached = false
  #interceptor: TapInterceptor | undefined
  #waiting: readonly (() => void)[] = NONE

  constructor(hook: string, attach: (chain: TapChain<Arguments>) => void) {
    this.hook = hook
    this.#attach = attach
  }

  /** @throws ClacksError ERR_CLACKS_PLUGIN_ORDER if the order is circular; the tap is not added */
  add(tap: Tap<Arguments>): void {
    const taps = [...this.#taps, tap]
    // Both the current taps and those after a pending change of plugins need a valid order.
    tapOrder(taps.filter(({ owner }) => owner.active))
    tapOrder(taps.filter(({ owner }) => !owner.leaving))
    this.#taps = taps
    tap.intercept(this.#interceptor)
    if (tap.owner.active) this.refresh()
  }

  remove(tap: Tap<Arguments>): void {
    tap.gone = true
    if (!this.#taps.includes(tap)) return
    this.#taps = this.#taps.filter((each) => each !== tap)
    if (tap.owner.active) this.refresh()
  }

  /** Attaches an observer, which must not throw. Returns a function that detaches it. */
  observe(observer: HookObserver<Arguments>): () => void {
    this.observers = [...this.observers, observer]
    this.#attachOnce()
    return () => {
      this.observers = this.observers.filter((each) => each !== observer)
    }
  }

  /** Sets or removes the interceptor of all its taps, present and future. */
  intercept(interceptor: TapInterceptor | undefined): void {
    this.#interceptor = interceptor
    for (const tap of this.#taps) tap.intercept(interceptor)
  }

  /** Updates the snapshot after plugins have changed. */
  refresh(): void {
    const taps = tapOrder(this.#taps.filter(({ owner }) => owner.active))
    if (taps.length === 0 && this.snapshot.taps.length === 0) return
    this.#retire(this.snapshot)
    this.snapshot = new TapSnapshot(taps, this)
    this.#attachOnce()
  }

  /** Resolves when all runs of earlier snapshots have ended. Each of their calls has a deadline. */
  settled(): Promise<void> {
    if (this.#retired.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting = [...this.#waiting, resolve]
    })
  }

  #attachOnce(): void {
    if (this.#attached) return
    this.#attached = true
    this.#attach(this)
  }

  #retire(snapshot: TapSnapshot<Arguments>): void {
    if (!snapshot.running) return
    this.#retired = [...this.#retired, snapshot]
    snapshot.whenIdle(() => {
      this.#retired = this.#retired.filter((each) => each !== snapshot)
      if (this.#retired.length > 0) return
      const waiting = this.#waiting
      this.#waiting = NONE
      for (const resolve of waiting) resolve()
    })
  }
}

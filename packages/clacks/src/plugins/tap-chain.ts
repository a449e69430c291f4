import { tapOrder } from './plugin-order.js'
import type { Tap, TapInterceptor } from './tap.js'

/** A function that is called after all taps and cannot affect them. */
export type HookObserver<Arguments extends unknown[]> = (...args: Arguments) => void

/**
 * The taps of a hook in their order at one moment. A run that is in flight keeps the snapshot that
 * it began with.
 */
export class TapSnapshot<Arguments extends unknown[]> {
  readonly taps: readonly Tap<Arguments>[]
  readonly #observers: ReadonlySet<HookObserver<Arguments>>
  /** Runs that began with it and wait for a promise. */
  #running = 0
  #idle: (() => void) | undefined

  constructor(taps: readonly Tap<Arguments>[], observers: ReadonlySet<HookObserver<Arguments>>) {
    this.taps = taps
    this.#observers = observers
  }

  get running(): boolean {
    return this.#running > 0
  }

  /** Whether an observer is attached. */
  get observed(): boolean {
    return this.#observers.size > 0
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
    for (const observer of this.#observers) observer(...args)
  }

  /** Calls `task` when no run is in flight. */
  whenIdle(task: () => void): void {
    this.#idle = task
  }
}

/** The taps of all plugins on one hook. Taps the tapable hook once, on first use. */
export class TapChain<Arguments extends unknown[]> {
  readonly hook: string
  readonly #observers = new Set<HookObserver<Arguments>>()
  /** The taps in use. Replaced as a whole, never changed. */
  snapshot = new TapSnapshot<Arguments>([], this.#observers)
  readonly #taps = new Set<Tap<Arguments>>()
  readonly #retired = new Set<TapSnapshot<Arguments>>()
  readonly #attach: (chain: TapChain<Arguments>) => void
  #attached = false
  #interceptor: TapInterceptor | undefined
  #waiting: (() => void)[] = []

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
    this.#taps.add(tap)
    tap.intercept(this.#interceptor)
    if (tap.owner.active) this.refresh()
  }

  remove(tap: Tap<Arguments>): void {
    tap.gone = true
    if (this.#taps.delete(tap) && tap.owner.active) this.refresh()
  }

  /** Attaches an observer, which must not throw. Returns a function that detaches it. */
  observe(observer: HookObserver<Arguments>): () => void {
    this.#observers.add(observer)
    this.#attachOnce()
    return () => {
      this.#observers.delete(observer)
    }
  }

  /** Sets or removes the interceptor of all its taps, present and future. */
  intercept(interceptor: TapInterceptor | undefined): void {
    this.#interceptor = interceptor
    for (const tap of this.#taps) tap.intercept(interceptor)
  }

  /** Updates the snapshot after plugins have changed. */
  refresh(): void {
    const taps = tapOrder([...this.#taps].filter(({ owner }) => owner.active))
    if (taps.length === 0 && this.snapshot.taps.length === 0) return
    this.#retire(this.snapshot)
    this.snapshot = new TapSnapshot(taps, this.#observers)
    this.#attachOnce()
  }

  /** Resolves when all runs of earlier snapshots have ended. Each of their calls has a deadline. */
  settled(): Promise<void> {
    if (this.#retired.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #attachOnce(): void {
    if (this.#attached) return
    this.#attached = true
    this.#attach(this)
  }

  #retire(snapshot: TapSnapshot<Arguments>): void {
    if (!snapshot.running) return
    this.#retired.add(snapshot)
    snapshot.whenIdle(() => {
      this.#retired.delete(snapshot)
      if (this.#retired.size > 0) return
      for (const resolve of this.#waiting.splice(0)) resolve()
    })
  }
}

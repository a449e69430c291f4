import { tapOrder } from './plugin-order.js'
import type { Tap, TapWatch } from './tap.js'

/**
 * The taps of a hook in their order, as they stood at one moment. A series that has begun keeps the
 * one it began with.
 */
export class TapSnapshot<Arguments extends unknown[]> {
  readonly taps: readonly Tap<Arguments>[]
  /** PendingRun that began with it and wait for a promise. */
  #running = 0
  #idle: (() => void) | undefined

  constructor(taps: readonly Tap<Arguments>[]) {
    this.taps = taps
  }

  get running(): boolean {
    return this.#running > 0
  }

  begin(): void {
    this.#running++
  }

  end(): void {
    this.#running--
    if (this.#running === 0) this.#idle?.()
  }

  /** Calls `task` when no series runs any more. */
  whenIdle(task: () => void): void {
    this.#idle = task
  }
}

/**
 * Everything that plugins have tapped on one hook. The raw hook is tapped once, when the first of
 * them comes.
 */
export class TapChain<Arguments extends unknown[]> {
  readonly hook: string
  /** What runs now. Replaced as a whole, never changed. */
  snapshot = new TapSnapshot<Arguments>([])
  readonly #taps = new Set<Tap<Arguments>>()
  readonly #retired = new Set<TapSnapshot<Arguments>>()
  readonly #attach: (chain: TapChain<Arguments>) => void
  #attached = false
  #watch: TapWatch | undefined
  #waiting: (() => void)[] = []

  constructor(hook: string, attach: (chain: TapChain<Arguments>) => void) {
    this.hook = hook
    this.#attach = attach
  }

  /**
   * @throws ClacksError ERR_CLACKS_PLUGIN_ORDER, and does not add it, where the order would go in a
   * circle
   */
  add(tap: Tap<Arguments>): void {
    const taps = [...this.#taps, tap]
    // What runs now and what will run when a change under way is done: neither may break.
    tapOrder(taps.filter(({ owner }) => owner.serving))
    tapOrder(taps.filter(({ owner }) => !owner.going))
    this.#taps.add(tap)
    tap.watch(this.#watch)
    if (tap.owner.serving) this.refresh()
  }

  remove(tap: Tap<Arguments>): void {
    tap.gone = true
    if (this.#taps.delete(tap) && tap.owner.serving) this.refresh()
  }

  /** Sets who sees the calls of its taps, those to come included. */
  watch(watch: TapWatch | undefined): void {
    this.#watch = watch
    for (const tap of this.#taps) tap.watch(watch)
  }

  /** Takes over who serves now. */
  refresh(): void {
    const taps = tapOrder([...this.#taps].filter(({ owner }) => owner.serving))
    if (taps.length === 0 && this.snapshot.taps.length === 0) return
    this.#retire(this.snapshot)
    this.snapshot = new TapSnapshot(taps)
    if (this.#attached) return
    this.#attached = true
    this.#attach(this)
  }

  /**
   * Resolves when every series that began with an earlier snapshot has ended; each of its calls has
   * a deadline.
   */
  settled(): Promise<void> {
    if (this.#retired.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
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

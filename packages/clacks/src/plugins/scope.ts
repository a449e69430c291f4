import { type Cancel, type Clock, every } from '../clock.js'
import { ClacksError, PluginError } from '../errors.js'
import { asPluginError } from '../hooks/attribution.js'
import { within } from './deadlines.js'

/** What a scope needs of its node. */
export interface ScopeParts {
  readonly clock: Clock
  /** Milliseconds that one step of the teardown may take. */
  readonly limitMs: number
  readonly report: (error: PluginError) => void
}

/** What one plugin holds, and gives back when it goes. */
export class Scope {
  readonly #id: string
  readonly #parts: ScopeParts
  readonly #controller = new AbortController()
  readonly #timers = new Set<Cancel>()
  readonly #running = new Set<Promise<unknown>>()
  readonly #tasks: (() => unknown)[] = []

  constructor(id: string, parts: ScopeParts) {
    this.#id = id
    this.#parts = parts
  }

  /** Aborted when the plugin goes, before anything else. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** @throws ClacksError ERR_CLACKS_STATE when the plugin has gone */
  stillOpen(what: string): void {
    if (!this.signal.aborted) return
    throw new ClacksError(
      'ERR_CLACKS_STATE',
      `Plugin "${this.#id}" has gone: it cannot call ${what} any more.`,
    )
  }

  /** Runs `task` on closing, last come first. What comes after that runs at once: it holds something that must be given back. */
  onClose(task: () => unknown): void {
    if (this.signal.aborted) void this.#runTask(task)
    else this.#tasks.push(task)
  }

  /** Runs `task` again and again; while a promise of it is pending, its turns are left out. */
  every(milliseconds: number, task: () => unknown): Cancel {
    this.stillOpen('ctx.every()')
    if (!(milliseconds > 0)) {
      throw new ClacksError(
        'ERR_CLACKS_OPTION',
        `ctx.every() of plugin "${this.#id}" needs milliseconds above 0, not ${milliseconds}.`,
      )
    }
    let busy = false
    const run = async (): Promise<void> => {
      busy = true
      try {
        await task()
      } catch (thrown) {
        this.#parts.report(asPluginError(this.#id, 'every', thrown))
      }
      busy = false
    }
    const stop = every(this.#parts.clock, milliseconds, () => {
      if (busy) return
      const running = run().finally(() => this.#running.delete(running))
      this.#running.add(running)
    })
    const cancel: Cancel = () => {
      stop()
      this.#timers.delete(cancel)
    }
    this.#timers.add(cancel)
    return cancel
  }

  /** Gives everything back; each step has its time limit, and none that fails stops the next. Never rejects. */
  async close(): Promise<void> {
    if (this.signal.aborted) return
    this.#controller.abort(new ClacksError('ERR_CLACKS_STATE', `Plugin "${this.#id}" has gone.`))
    for (const cancel of [...this.#timers]) cancel()
    if (this.#running.size > 0) await this.#runTask(() => Promise.all(this.#running))
    for (const task of this.#tasks.splice(0).reverse()) await this.#runTask(task)
  }

  async #runTask(task: () => unknown): Promise<void> {
    const { clock, limitMs, report } = this.#parts
    const tooLate = (): PluginError =>
      new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.#id, 'teardown', `It took longer than ${limitMs} ms.`)
    try {
      await within(clock, limitMs, task, tooLate)
    } catch (thrown) {
      report(asPluginError(this.#id, 'teardown', thrown))
    }
  }
}

import { type Cancel, type Clock, every } from '../clock.js'
import { ClacksError, PluginError } from '../errors.js'
import { asPluginError } from '../hooks/attribution.js'
import { within } from './deadlines.js'
import type { FailureReport } from './supervision.js'

/** What a scope needs from its node. */
export interface ScopeParts {
  readonly clock: Clock
  /** Time limit of one teardown step, in milliseconds. */
  readonly limitMs: number
  readonly report: FailureReport
}

/** The timers and teardown tasks of one plugin, released when the plugin is removed. */
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

  /** Aborted first when the plugin is removed. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** @throws ClacksError ERR_CLACKS_STATE once the plugin has been removed */
  assertOpen(what: string): void {
    if (!this.signal.aborted) return
    throw new ClacksError(
      'ERR_CLACKS_STATE',
      `Plugin "${this.#id}" was removed and can no longer call ${what}.`,
    )
  }

  /** Reports a failure of the plugin. */
  report(error: PluginError): void {
    this.#parts.report(error)
  }

  /**
   * Runs `task` on close, last registered first. Once closed, it runs at once: it has something to
   * release.
   */
  onClose(task: () => unknown): void {
    if (this.signal.aborted) void this.#runTask(task)
    else this.#tasks.push(task)
  }

  /** Runs `task` repeatedly. While a promise it returned is pending, its turns are skipped. */
  every(milliseconds: number, task: () => unknown): Cancel {
    this.assertOpen('ctx.every()')
    if (!(milliseconds > 0)) throw this.#invalidDelay('every', 'above 0', milliseconds)
    let busy = false
    return this.#untilClosed(
      every(this.#parts.clock, milliseconds, () => {
        if (busy) return
        busy = true
        void this.#run('every', task).then(() => {
          busy = false
        })
      }),
    )
  }

  /** Runs `task` once. After the scope has closed it does nothing: a teardown may still retry. */
  after(milliseconds: number, task: () => unknown): Cancel {
    if (!(milliseconds >= 0)) throw this.#invalidDelay('after', 'of 0 or more', milliseconds)
    if (this.signal.aborted) return () => {}
    const cancel = this.#untilClosed(
      this.#parts.clock.after(milliseconds, () => {
        cancel()
        void this.#run('after', task)
      }),
    )
    return cancel
  }

  /**
   * Releases everything. Each step has a time limit, and a failed step does not stop the next.
   * Never rejects.
   */
  async close(): Promise<void> {
    if (this.signal.aborted) return
    this.#controller.abort(new ClacksError('ERR_CLACKS_STATE', `Plugin "${this.#id}" was removed.`))
    for (const cancel of [...this.#timers]) cancel()
    if (this.#running.size > 0) await this.#runTask(() => Promise.all(this.#running))
    for (const task of this.#tasks.splice(0).reverse()) await this.#runTask(task)
  }

  #untilClosed(stop: Cancel): Cancel {
    const cancel: Cancel = () => {
      stop()
      this.#timers.delete(cancel)
    }
    this.#timers.add(cancel)
    return cancel
  }

  /** Runs a task of a timer, which `close` waits for. Never rejects. */
  #run(timer: 'every' | 'after', task: () => unknown): Promise<void> {
    const run = async (): Promise<void> => {
      try {
        await task()
      } catch (thrown) {
        this.#parts.report(asPluginError(this.#id, timer, thrown))
      }
    }
    const running = run().finally(() => this.#running.delete(running))
    this.#running.add(running)
    return running
  }

  #invalidDelay(timer: 'every' | 'after', expected: string, milliseconds: number): ClacksError {
    return new ClacksError(
      'ERR_CLACKS_OPTION',
      `ctx.${timer}() of plugin "${this.#id}" needs milliseconds ${expected}, not ${milliseconds}.`,
    )
  }

  async #runTask(task: () => unknown): Promise<void> {
    const { clock, limitMs, report } = this.#parts
    const timeoutError = (): PluginError =>
      new PluginError('ERR_CLACKS_PLUGIN_TIMEOUT', this.#id, 'teardown', `It took longer than ${limitMs} ms.`)
    try {
      await within(clock, limitMs, task, timeoutError)
    } catch (thrown) {
      report(asPluginError(this.#id, 'teardown', thrown))
    }
  }
}

import { AsyncLocalStorage, createHook } from 'node:async_hooks'

/**
 * Types of resources that keep a process alive until they are closed (node:async_hooks, "type").
 */
const HANDLE =
  /^(?:Timeout|TCPWRAP|TCPSERVERWRAP|PIPEWRAP|PIPESERVERWRAP|UDPWRAP|TTYWRAP|SIGNALWRAP|PROCESSWRAP|FSEVENTWRAP|STATWATCHER|WORKER|MESSAGEPORT)$/

/**
 * Watches which handles and real timers a piece of work opens, and which of them are still open.
 * What the test runner opens at the same time does not count.
 */
export class HandleWatch {
  readonly #work = new AsyncLocalStorage<HandleWatch>()
  readonly #open = new Map<number, { readonly type: string; readonly resource: object }>()
  readonly #hook = createHook({
    init: (id, type, _, resource) => {
      if (this.#work.getStore() === this && HANDLE.test(type)) this.#open.set(id, { type, resource })
    },
    destroy: (id) => {
      this.#open.delete(id)
    },
  })

  /** Runs the work. */
  async watch(work: () => Promise<void>): Promise<void> {
    this.#hook.enable()
    try {
      await this.#work.run(this, work)
    } catch (thrown) {
      this.stop()
      throw thrown
    }
  }

  /**
   * The types of handles that the work opened, that are still open, and that keep the process
   * alive.
   */
  get open(): string[] {
    return [...this.#open.values()].filter(({ resource }) => keepsAlive(resource)).map(({ type }) => type)
  }

  /** Stops watching. */
  stop(): void {
    this.#hook.disable()
  }
}

function keepsAlive(resource: object): boolean {
  return !('hasRef' in resource) || typeof resource.hasRef !== 'function' || resource.hasRef() === true
}

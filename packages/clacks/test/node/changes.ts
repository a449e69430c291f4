import { setTimeout as after } from 'node:timers/promises'

/** Waits for conditions, and checks them whenever something may have changed. */
export class Changes {
  readonly #watching = new Set<() => void>()

  readonly notify = (): void => {
    for (const look of [...this.#watching]) look()
  }

  /**
   * Resolves when `condition` holds. It is checked now, and after each change.
   * @param what the text of the error if it does not hold within `withinMs`
   */
  async until(what: string | (() => string), condition: () => boolean, withinMs = 40_000): Promise<void> {
    if (condition()) return
    const deadline = new AbortController()
    let look = (): void => {}
    const holds = new Promise<void>((resolve, reject) => {
      look = () => {
        try {
          if (condition()) resolve()
        } catch (thrown) {
          reject(thrown)
        }
      }
      this.#watching.add(look)
    })
    const late = after(withinMs, undefined, { signal: deadline.signal }).then(() => {
      throw new Error(`Not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`)
    })
    try {
      await Promise.race([holds, late])
    } finally {
      this.#watching.delete(look)
      late.catch(() => {})
      deadline.abort()
    }
  }
}

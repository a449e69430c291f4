import { promiseIn } from '../hooks/promise-in.js'
import { type Clacks, componentsOf } from '../node.js'
import type { TapInterceptor } from '../plugins/tap.js'
import { NewWork } from './real-work.js'

/** The real work of the taps of a network: of those whose promise is pending. */
export class TapWork {
  #calls = 0
  #work: NewWork | undefined

  /** Whether a tap is pending, and real work that started after its call. */
  get pending(): boolean {
    return this.#work?.pending ?? false
  }

  /** Watches the taps of a node from now on. */
  watch<Message>(node: Clacks<Message>): void {
    componentsOf(node).host.interceptTaps(this.#intercept)
  }

  readonly #intercept: TapInterceptor = (_, __, call) => {
    this.#begin()
    try {
      const result = call()
      const promise = promiseIn(result)
      if (promise === undefined) this.#end()
      else promise.then(this.#end, this.#end)
      return result
    } catch (thrown) {
      this.#end()
      throw thrown
    }
  }

  #begin(): void {
    this.#calls++
    this.#work ??= new NewWork()
  }

  readonly #end = (): void => {
    if (--this.#calls > 0) return
    this.#work?.close()
    this.#work = undefined
  }
}

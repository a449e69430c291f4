import type { TapInterceptor } from './tap.js'

/** What calls taps through an interceptor. */
interface Interceptable {
  intercept(interceptor: TapInterceptor | undefined): void
}

/** Several interceptors of the same tap chains, nested: the first one is innermost. */
export class TapInterceptors {
  readonly #chains: Interceptable
  readonly #interceptors = new Set<TapInterceptor>()

  constructor(chains: Interceptable) {
    this.#chains = chains
  }

  /** @returns a function that removes it */
  add(interceptor: TapInterceptor): () => void {
    this.#interceptors.add(interceptor)
    this.#update()
    return () => {
      if (this.#interceptors.delete(interceptor)) this.#update()
    }
  }

  #update(): void {
    const interceptors = [...this.#interceptors]
    const nested: TapInterceptor = (tap, args, call) =>
      interceptors.reduce<() => unknown>((inner, interceptor) => () => interceptor(tap, args, inner), call)()
    this.#chains.intercept(interceptors.length === 0 ? undefined : nested)
  }
}

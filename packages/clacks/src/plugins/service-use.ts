import type { PluginError } from '../errors.js'
import { asPluginError } from '../hooks/attribution.js'
import type { Teardown } from './plugin.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** A use that follows what is provided under its key. */
export interface UpdatedUse {
  readonly key: string
  /** @param service the one that is provided now; undefined if there is none */
  update(service: unknown): void
  /** Ends the use of the current service. */
  end(): void
}

/** What a plugin does with a service of another one while there is such a service. */
export class ServiceUse<Key extends ServiceKey> implements UpdatedUse {
  readonly key: Key
  readonly #id: string
  readonly #use: (service: ServiceOf<Key>) => Teardown
  readonly #report: (error: PluginError) => void
  #service: unknown
  #end: (() => unknown) | undefined

  /** @param id of the plugin */
  constructor(
    id: string,
    key: Key,
    use: (service: ServiceOf<Key>) => Teardown,
    report: (error: PluginError) => void,
  ) {
    this.#id = id
    this.key = key
    this.#use = use
    this.#report = report
  }

  update(service: unknown): void {
    if (service === this.#service) return
    this.end()
    this.#service = service
    if (service === undefined) return
    this.#guarded(() => {
      // Safe: `provide` was checked against the same augmentation of `ClacksServices`.
      const end = this.#use(service as ServiceOf<Key>)
      if (typeof end === 'function') this.#end = end
    })
  }

  /** Ends the use of the current service. */
  end(): void {
    const end = this.#end
    this.#end = undefined
    this.#service = undefined
    if (end !== undefined) this.#guarded(end)
  }

  #guarded(call: () => unknown): void {
    try {
      call()
    } catch (thrown) {
      this.#report(asPluginError(this.#id, `withService(${this.key})`, thrown))
    }
  }
}

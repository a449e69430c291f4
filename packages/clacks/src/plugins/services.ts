import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import type { PluginInstance } from './plugin-instance.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** What plugins offer to each other. A service goes with its plugin. */
export class ServiceRegistry {
  readonly #instances: () => readonly PluginInstance[]

  /** @param instances all that are in use, are being set up, or are about to go */
  constructor(instances: () => readonly PluginInstance[]) {
    this.#instances = instances
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_DUPLICATE */
  provide(owner: PluginInstance, key: string, service: unknown): void {
    const other = this.#providers(owner).find(({ services }) => services.has(key))
    if (other !== undefined) {
      const text = `Plugin "${owner.id}" provides the service "${key}", and plugin "${other.id}" does already.`
      throw new ClacksError('ERR_CLACKS_SERVICE_DUPLICATE', text)
    }
    owner.services.set(key, service)
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_MISSING */
  inject<Key extends ServiceKey>(asker: PluginInstance, key: Key): ServiceOf<Key> {
    const providers = this.#providers(asker)
    const provider = providers.find(({ services }) => services.has(key))
    if (provider === undefined) {
      const known = providers.flatMap(({ services }) => [...services.keys()])
      const text = `Nobody provides the service "${key}", which plugin "${asker.id}" takes.${suggestion(key, known)}`
      throw new ClacksError(
        'ERR_CLACKS_SERVICE_MISSING',
        `${text} Name its plugin in \`requires\`, so that it comes first.`,
      )
    }
    if (provider !== asker) asker.uses.add(provider)
    // The key and the type of its service come from the same augmentation: whoever provided it was checked against it.
    return provider.services.get(key) as ServiceOf<Key>
  }

  /** A service of a plugin that serves now; undefined where nobody provides it. */
  find<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    const provider = this.#instances().find(({ serving, services }) => serving && services.has(key))
    // As with `inject`: key and type come from the same augmentation.
    return provider?.services.get(key) as ServiceOf<Key> | undefined
  }

  /** Who counts for a plugin: for one that is coming, all that will be there with it; else those that serve with it. */
  #providers(asker: PluginInstance): PluginInstance[] {
    return this.#instances().filter((instance) => (asker.serving ? instance.serving : !instance.going))
  }
}

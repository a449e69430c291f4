import { suggestion } from '../did-you-mean.js'
import { ClacksError } from '../errors.js'
import type { PluginInstance } from './plugin-instance.js'
import type { ServiceKey, ServiceOf } from './service.js'

/** The services that plugins provide to each other. A service is removed with its plugin. */
export class ServiceRegistry {
  readonly #instances: () => readonly PluginInstance[]
  readonly #ofApplication: ReadonlyMap<string, unknown>

  /**
   * @param instances all instances that are in use, being set up, or being removed
   * @param ofApplication what the application provides, by key. It is there for as long as the node
   */
  constructor(
    instances: () => readonly PluginInstance[],
    ofApplication: Readonly<Record<string, unknown>> = {},
  ) {
    this.#instances = instances
    this.#ofApplication = new Map(Object.entries(ofApplication))
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_DUPLICATE */
  provide(owner: PluginInstance, key: string, service: unknown): void {
    const other = this.#providers(owner).find(({ services }) => services.has(key))
    if (other !== undefined || this.#ofApplication.has(key)) {
      const provider = other === undefined ? 'the application' : `plugin "${other.id}"`
      const text = `Plugin "${owner.id}" cannot provide the service "${key}": ${provider} already provides it.`
      throw new ClacksError('ERR_CLACKS_SERVICE_DUPLICATE', text)
    }
    owner.services.set(key, service)
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_MISSING */
  inject<Key extends ServiceKey>(consumer: PluginInstance, key: Key): ServiceOf<Key> {
    // Safe: the options of the node have the same type.
    if (this.#ofApplication.has(key)) return this.#ofApplication.get(key) as ServiceOf<Key>
    const providers = this.#providers(consumer)
    const provider = providers.find(({ services }) => services.has(key))
    if (provider === undefined) {
      const known = [
        ...this.#ofApplication.keys(),
        ...providers.flatMap(({ services }) => [...services.keys()]),
      ]
      const text = `No plugin provides the service "${key}", which plugin "${consumer.id}" injects.${suggestion(key, known)}`
      throw new ClacksError(
        'ERR_CLACKS_SERVICE_MISSING',
        `${text} List its plugin in \`requires\`, so that it is set up first.`,
      )
    }
    if (provider !== consumer) consumer.uses.add(provider)
    // Safe: `provide` was checked against the same augmentation of `ClacksServices`.
    return provider.services.get(key) as ServiceOf<Key>
  }

  /** Returns a service of a plugin in use; undefined if there is none. */
  find<Key extends ServiceKey>(key: Key): ServiceOf<Key> | undefined {
    const provider = this.#instances().find(({ active, services }) => active && services.has(key))
    // Safe, as in `inject`.
    return (provider?.services ?? this.#ofApplication).get(key) as ServiceOf<Key> | undefined
  }

  /** Plugins have changed: those that use a service get the one that is provided now. */
  update(): void {
    for (const { active, serviceUses } of this.#instances()) {
      if (active) for (const use of serviceUses) use.update(this.find(use.key))
    }
  }

  /**
   * The instances whose services a plugin can inject: for a plugin in use, those in use; for one
   * that is being set up, those that will be in use with it.
   */
  #providers(consumer: PluginInstance): PluginInstance[] {
    return this.#instances().filter((instance) => (consumer.active ? instance.active : !instance.leaving))
  }
}

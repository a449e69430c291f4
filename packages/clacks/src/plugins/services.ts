import { ClacksError } from '../errors.js'
import type { Member } from './member.js'
import { suggestion } from './nearest.js'
import type { ServiceKey, ServiceOf } from './plugin.js'

/** What plugins offer to each other. A service goes with its plugin. */
export class ServiceRegistry {
  readonly #members: () => readonly Member[]

  /** @param members all that are in use, are being set up, or are about to go */
  constructor(members: () => readonly Member[]) {
    this.#members = members
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_DUPLICATE */
  provide(owner: Member, key: string, service: unknown): void {
    const other = this.#providers(owner).find(({ services }) => services.has(key))
    if (other !== undefined) {
      const text = `Plugin "${owner.id}" provides the service "${key}", and plugin "${other.id}" does already.`
      throw new ClacksError('ERR_CLACKS_SERVICE_DUPLICATE', text)
    }
    owner.services.set(key, service)
  }

  /** @throws ClacksError ERR_CLACKS_SERVICE_MISSING */
  inject<Key extends ServiceKey>(asker: Member, key: Key): ServiceOf<Key> {
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
    const provider = this.#members().find(({ serving, services }) => serving && services.has(key))
    // As with `inject`: key and type come from the same augmentation.
    return provider?.services.get(key) as ServiceOf<Key> | undefined
  }

  /** Who counts for a plugin: for one that is coming, all that will be there with it; else those that serve with it. */
  #providers(asker: Member): Member[] {
    return this.#members().filter((member) => (asker.serving ? member.serving : !member.going))
  }
}

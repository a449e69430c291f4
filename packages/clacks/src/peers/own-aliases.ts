import type { Address } from '../address.js'
import { formatAddress } from '../address.js'

/** Addresses that are remembered; the oldest is forgotten first. */
const MAX_ALIASES = 256

/** Addresses that were found to lead to the node itself. */
export class OwnAliases {
  readonly #aliases = new Set<string>()

  has(address: Address): boolean {
    return this.#aliases.size > 0 && this.#aliases.has(formatAddress(address))
  }

  /** Returns false if it is known already. */
  add(address: Address): boolean {
    if (this.has(address)) return false
    this.#aliases.add(formatAddress(address))
    const [oldest] = this.#aliases
    if (this.#aliases.size > MAX_ALIASES && oldest !== undefined) this.#aliases.delete(oldest)
    return true
  }
}

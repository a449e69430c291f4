import { type Address, formatAddress } from '../address.js'
import type { Log } from '../log.js'

/** Addresses that are remembered as reported; the oldest is forgotten first. */
const MAX_REPORTED = 1_000

/**
 * Logs that the key of a node is not the pinned one: once for each address, because a peer is tried
 * again and again. A change concerns two operators, so both sides log it.
 */
export class KeyChanges {
  readonly #log: Log
  readonly #reported = new Set<string>()

  constructor(log: Log) {
    this.#log = log
  }

  /** A peer that this node dialled shows another key than the pinned one. */
  shown(address: Address, shown: string, pinned: string): void {
    const name = formatAddress(address)
    if (!this.#isNew(`shown ${name}`)) return
    this.#log.warn(
      `${name} shows the key ${shown}, but ${pinned} is pinned for it: nothing is sent there. ${remedy(name)}`,
    )
  }

  /**
   * A sender that names this address shows another key than the pinned one.
   * @returns whether it is the first time
   */
  claimed(address: Address): boolean {
    const name = formatAddress(address)
    if (!this.#isNew(`claimed ${name}`)) return false
    this.#log.warn(
      `A node that says it is ${name} is refused, because its key is not the one pinned for that address. ${remedy(name)}`,
    )
    return true
  }

  /** A peer refuses this node because it has pinned another key for it. */
  refusedBy(peer: Address, self: Address): void {
    const name = formatAddress(peer)
    if (!this.#isNew(`refused ${name}`)) return
    this.#log.warn(
      `${name} refuses this node, because it has pinned another key for ${formatAddress(self)}. Restore the old key of this node, or ask the operator of ${name} to run \`clacks trust ${formatAddress(self)} --forget\`.`,
    )
  }

  /** The pin of an address was forgotten: a later change is reported again. */
  forget(address: Address): void {
    const name = formatAddress(address)
    for (const what of ['shown', 'claimed', 'refused']) this.#reported.delete(`${what} ${name}`)
  }

  #isNew(id: string): boolean {
    if (this.#reported.has(id)) return false
    const oldest = this.#reported.size < MAX_REPORTED ? undefined : this.#reported.values().next().value
    if (oldest !== undefined) this.#reported.delete(oldest)
    this.#reported.add(id)
    return true
  }
}

function remedy(name: string): string {
  return `If its key was renewed on purpose, run \`clacks trust ${name} --forget\`.`
}

import { type Address, formatAddress, isHostPort, parseHostPort } from '../address.js'
import { rangeOfIp } from '../network-range.js'

/** Options of a {@link PinTable}. */
export interface PinTableOptions {
  /** Pins beyond this number leave, unless they are needed. */
  readonly max: number
  /** Whether the node knows an address as a peer: its pin is needed. */
  readonly isKnown: (address: Address) => boolean
}

/** Share of all pins that leave together. */
const SHARE_AT_ONCE = 0.0625

interface Pin extends Address {
  readonly key: string
  /** The network range that was dialled, or that its host name stands for. */
  readonly range: string
}

/**
 * The keys of addresses. Their number is limited, and shared by network range: the pin of a peer
 * that the node knows stays; of all others, those leave first whose range has the most pins, unused
 * for longest. So the pins of others cannot be flushed by dialling many addresses of
 * few ranges.
 */
export class PinTable {
  readonly #options: PinTableOptions
  /** Those used last are last. */
  readonly #pins = new Map<string, Pin>()

  constructor(options: PinTableOptions) {
    this.#options = options
  }

  get(address: Address): string | undefined {
    return this.#pins.get(formatAddress(address))?.key
  }

  /** All keys, by `host:port`. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#pins].map(([name, { key }]) => [name, key]))
  }

  /** Adds what was stored. Nothing leaves: which peers the node knows is not settled yet. */
  load(stored: Readonly<Record<string, string>>): void {
    for (const [name, key] of Object.entries(stored))
      if (isHostPort(name)) this.#put(parseHostPort(name), key)
  }

  /** @param ip the IP address that was dialled, if known */
  set(address: Address, key: string, ip?: string): void {
    this.#pins.delete(formatAddress(address))
    if (this.#pins.size >= this.#options.max) this.#makeRoom()
    this.#put(address, key, ip)
  }

  /** The key of an address has been used. */
  touch(address: Address): void {
    const name = formatAddress(address)
    const pin = this.#pins.get(name)
    if (pin === undefined) return
    this.#pins.delete(name)
    this.#pins.set(name, pin)
  }

  delete(address: Address): boolean {
    return this.#pins.delete(formatAddress(address))
  }

  #put({ hostname, port }: Address, key: string, ip = hostname): void {
    this.#pins.set(formatAddress({ hostname, port }), { hostname, port, key, range: rangeOfIp(ip) })
  }

  /** Several leave at once: looking for them takes a while. */
  #makeRoom(): void {
    const { max, isKnown } = this.#options
    const newer = new Map<string, number>()
    const leaving = [...this.#pins]
      .reverse()
      .filter(([, pin]) => !isKnown(pin))
      .map(([name, { range }]) => {
        const rank = newer.get(range) ?? 0
        newer.set(range, rank + 1)
        return { name, rank }
      })
      .reverse()
      .sort((one, other) => other.rank - one.rank)
    const wanted = this.#pins.size - max + Math.max(1, Math.floor(max * SHARE_AT_ONCE))
    for (const { name } of leaving.slice(0, wanted)) this.#pins.delete(name)
  }
}

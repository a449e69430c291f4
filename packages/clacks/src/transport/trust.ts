import type { TLSSocket } from 'node:tls'
import type { Address } from '../address.js'
import { ClacksError, reasonOf } from '../errors.js'
import type { PinStore, TlsOptions } from '../settings/tls-options.js'
import { keyHashOfCertificate } from './key-pair.js'

/** Decides which keys are trusted. */
export interface TrustPolicy {
  /** Whether Node checks the certificate against authorities and host name. */
  readonly byAuthorities: boolean
  /**
   * Checks the certificate of a dialled peer before any data is sent.
   * @throws ClacksError ERR_CLACKS_PEER_KEY_CHANGED, ERR_CLACKS_PEER_UNTRUSTED
   */
  check(address: Address, socket: TLSSocket): void
  /** The key hash that an address must show, if known. */
  expected(address: Address): string | undefined
}

/**
 * The policy for the given options.
 * @param warn called when a pin cannot be stored; the node keeps it in memory
 */
export function trustPolicy(
  { trust = 'tofu', keys = [], pins }: TlsOptions,
  warn: (text: string) => void,
): TrustPolicy {
  switch (trust) {
    case 'tofu':
      return new TrustOnFirstUse(pins, warn)
    case 'pin':
      return new ListedKeys(keys)
    default:
      return new LastSeenKeys(trust === 'ca')
  }
}

/** SHA-256 of the public key of the peer's certificate; undefined if it shows none. */
export function shownKey(socket: TLSSocket): string | undefined {
  // Without a certificate, Node returns an empty object.
  const { raw }: { raw?: Buffer } = socket.getPeerCertificate() ?? {}
  return raw === undefined ? undefined : keyHashOfCertificate(raw)
}

/** Pins the first key seen for an address. */
class TrustOnFirstUse implements TrustPolicy {
  readonly byAuthorities = false
  readonly #store: PinStore | undefined
  readonly #warn: (text: string) => void
  #pins: Map<string, string> | undefined
  #warned = false

  constructor(store: PinStore | undefined, warn: (text: string) => void) {
    this.#store = store
    this.#warn = warn
  }

  check(address: Address, socket: TLSSocket): void {
    const shown = shownKey(socket)
    const pinned = this.expected(address)
    if (shown === undefined) throw untrusted(address, 'shows no certificate')
    if (pinned === shown) return
    if (pinned !== undefined) {
      const text = `${name(address)} shows the key ${shown}; pinned is ${pinned}.`
      throw new ClacksError('ERR_CLACKS_PEER_KEY_CHANGED', text)
    }
    this.#all().set(name(address), shown)
    this.#save()
  }

  expected(address: Address): string | undefined {
    return this.#all().get(name(address))
  }

  #save(): void {
    try {
      this.#store?.save(Object.fromEntries(this.#all()))
      this.#warned = false
    } catch (thrown) {
      if (!this.#warned) this.#warn(reasonOf(thrown))
      this.#warned = true
    }
  }

  #all(): Map<string, string> {
    this.#pins ??= new Map(Object.entries(this.#store?.load() ?? {}))
    return this.#pins
  }
}

/** Accepts listed keys only. Dialling an address shows which key belongs to it. */
class ListedKeys implements TrustPolicy {
  readonly byAuthorities = false
  readonly #listed: ReadonlySet<string>
  readonly #seen = new Map<string, string>()

  constructor(keys: readonly string[]) {
    this.#listed = new Set(keys.map((key) => key.toLowerCase().replaceAll(':', '')))
  }

  check(address: Address, socket: TLSSocket): void {
    const shown = shownKey(socket)
    if (shown === undefined || !this.#listed.has(shown)) {
      throw untrusted(address, `shows the key ${shown ?? '(none)'}, which is not listed`)
    }
    this.#seen.set(name(address), shown)
  }

  expected(address: Address): string | undefined {
    return this.#seen.get(name(address))
  }
}

/**
 * Relies on certificate authorities, or on nothing. The key last seen at an address verifies
 * senders.
 */
class LastSeenKeys implements TrustPolicy {
  readonly byAuthorities: boolean
  readonly #seen = new Map<string, string>()

  constructor(byAuthorities: boolean) {
    this.byAuthorities = byAuthorities
  }

  check(address: Address, socket: TLSSocket): void {
    const shown = shownKey(socket)
    if (shown !== undefined && this.byAuthorities) this.#seen.set(name(address), shown)
  }

  expected(address: Address): string | undefined {
    return this.#seen.get(name(address))
  }
}

function untrusted(address: Address, why: string): ClacksError {
  return new ClacksError('ERR_CLACKS_PEER_UNTRUSTED', `${name(address)} ${why}.`)
}

/** The key of a pin: `host:port`. */
function name({ hostname, port }: Address): string {
  return `${hostname}:${port}`
}

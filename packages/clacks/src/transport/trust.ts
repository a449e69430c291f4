import type { TLSSocket } from 'node:tls'
import { type Address, formatAddress } from '../address.js'
import type { Clock } from '../clock.js'
import { ClacksError, reasonOf } from '../errors.js'
import type { PinStore, TlsOptions } from '../settings/tls-options.js'
import { BackgroundSave } from './background-save.js'
import type { KeyChanges } from './key-changes.js'
import { keyHashOfCertificate } from './key-pair.js'
import { PinTable, type PinTableOptions } from './pin-table.js'

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
  /** The pins of `tofu`; undefined for another policy. */
  readonly pins?: Pins
}

/** The keys that are pinned for addresses. */
export interface Pins {
  /** @throws ClacksError ERR_CLACKS_PINS if the stored pins cannot be read */
  all(): Readonly<Record<string, string>>
  /** Forgets the pin of an address. False if there is none. */
  forget(address: Address): boolean
  /** Stores what is not stored yet. */
  flush(): void
}

/** What a policy needs beside its options. */
export interface TrustParts {
  /** Where pins are stored, asked for once; undefined for in memory. */
  readonly store: () => PinStore | undefined
  /** How many keys are remembered, and which of them stay. */
  readonly remembered: PinTableOptions
  readonly keyChanges: KeyChanges
  readonly clock: Pick<Clock, 'monotonic' | 'after'>
  /** Called when a pin cannot be stored; the node keeps it in memory. */
  readonly warn: (text: string) => void
}

/** The policy for the given options. */
export function trustPolicy({ trust = 'tofu', keys = [] }: TlsOptions, parts: TrustParts): TrustPolicy {
  switch (trust) {
    case 'tofu':
      return new TrustOnFirstUse(parts)
    case 'pin':
      return new ListedKeys(keys, parts)
    default:
      return new LastSeenKeys(trust === 'ca', parts)
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
  readonly pins: Pins = {
    all: () => this.#loaded().all(),
    forget: (address) => {
      if (!this.#loaded().delete(address)) return false
      this.#parts.keyChanges.forget(address)
      this.#saving.changed()
      this.#saving.flush()
      return true
    },
    flush: () => this.#saving.flush(),
  }
  readonly #parts: TrustParts
  readonly #saving: BackgroundSave
  #store: PinStore | undefined
  #pins: PinTable | undefined
  #warned = false

  constructor(parts: TrustParts) {
    this.#parts = parts
    this.#saving = new BackgroundSave(parts.clock, () => this.#save())
  }

  check(address: Address, socket: TLSSocket): void {
    const name = formatAddress(address)
    const shown = shownKey(socket)
    const pinned = this.expected(address)
    if (shown === undefined) throw untrusted(address, 'shows no certificate')
    if (pinned === shown) {
      this.#loaded().touch(address)
      return
    }
    if (pinned !== undefined) {
      this.#parts.keyChanges.shown(address, shown, pinned)
      const text = `${name} shows the key ${shown}; pinned is ${pinned}.`
      throw new ClacksError('ERR_CLACKS_PEER_KEY_CHANGED', text)
    }
    this.#loaded().set(address, shown, socket.remoteAddress)
    this.#saving.changed()
  }

  expected(address: Address): string | undefined {
    return this.#loaded().get(address)
  }

  #save(): void {
    try {
      this.#store?.save(this.pins.all())
      this.#warned = false
    } catch (thrown) {
      if (!this.#warned) this.#parts.warn(reasonOf(thrown))
      this.#warned = true
    }
  }

  #loaded(): PinTable {
    if (this.#pins !== undefined) return this.#pins
    const pins = new PinTable(this.#parts.remembered)
    this.#store = this.#parts.store()
    pins.load(this.#store?.load() ?? {})
    this.#pins = pins
    return pins
  }
}

/** Accepts listed keys only. Dialling an address shows which key belongs to it. */
class ListedKeys implements TrustPolicy {
  readonly byAuthorities = false
  readonly #listed: ReadonlySet<string>
  readonly #seen: PinTable

  constructor(keys: readonly string[], { remembered }: TrustParts) {
    this.#seen = new PinTable(remembered)
    this.#listed = new Set(keys.map((key) => key.toLowerCase().replaceAll(':', '')))
  }

  check(address: Address, socket: TLSSocket): void {
    const shown = shownKey(socket)
    if (shown === undefined || !this.#listed.has(shown)) {
      throw untrusted(address, `shows the key ${shown ?? '(none)'}, which is not listed`)
    }
    this.#seen.set(address, shown, socket.remoteAddress)
  }

  expected(address: Address): string | undefined {
    return this.#seen.get(address)
  }
}

/**
 * Relies on certificate authorities, or on nothing. The key last seen at an address verifies
 * senders.
 */
class LastSeenKeys implements TrustPolicy {
  readonly byAuthorities: boolean
  readonly #seen: PinTable

  constructor(byAuthorities: boolean, { remembered }: TrustParts) {
    this.#seen = new PinTable(remembered)
    this.byAuthorities = byAuthorities
  }

  check(address: Address, socket: TLSSocket): void {
    const shown = shownKey(socket)
    if (shown !== undefined && this.byAuthorities) this.#seen.set(address, shown, socket.remoteAddress)
  }

  expected(address: Address): string | undefined {
    return this.#seen.get(address)
  }
}

function untrusted(address: Address, why: string): ClacksError {
  return new ClacksError('ERR_CLACKS_PEER_UNTRUSTED', `${formatAddress(address)} ${why}.`)
}

/** How the key of a peer is checked (docs/wire.md, "Trust"). */
export type Trust = 'tofu' | 'ca' | 'pin' | 'none'

/** Stores the keys that were seen first (trust `tofu`): SHA-256 in hex by `host:port`. */
export interface PinStore {
  /** Returns all pins. Called once, before the first connection. */
  load(): Readonly<Record<string, string>>
  /** Called with all pins after new ones; not for each, if there are many. */
  save(pins: Readonly<Record<string, string>>): void
}

/** TLS options other than the key and certificate of the node. */
export interface TlsOptions {
  /**
   * `tofu` pins the first key seen for an address and refuses another one later, `ca` verifies
   * against authorities, `pin` accepts the listed keys only, `none` accepts any key.
   * @default 'tofu'
   */
  trust?: Trust
  /** Certificates of the authorities (PEM), for trust `ca`. Default: those of Node. */
  ca?: string | readonly string[]
  /** SHA-256 of the public keys (hex) that trust `pin` accepts. */
  keys?: readonly string[]
  /** Stores the pins of trust `tofu`. Default: in memory. */
  pins?: PinStore
}

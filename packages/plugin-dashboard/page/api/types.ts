/** The answers of the gateway that the page reads; see its OpenAPI document. */

export type PeerStatus = 'new' | 'alive' | 'lost' | 'dead' | 'ignored'

export interface Peer {
  readonly hostname: string
  readonly port: number
  readonly status: PeerStatus
  /** When the status last changed: milliseconds since 1970. */
  readonly time?: number
  readonly lastError?: string
  /** The pinned key: SHA-256 in hex. */
  readonly key?: string
}

export interface Plugin {
  readonly id: string
  readonly name: string
  readonly version?: string
  readonly state: 'active' | 'quarantined'
  readonly calls: number
  readonly failures: number
  readonly milliseconds: number
  readonly problem?: { readonly text: string; readonly isOver: boolean }
}

export interface Statistics {
  readonly received: number
  readonly enqueued: number
  readonly sent: number
  readonly failed: number
  readonly discarded: number
  readonly refused: number
  readonly queued: number
  readonly queuedBytes: number
  readonly inFlight: number
}

export interface Status {
  readonly version: string
  readonly pid: number
  readonly address?: string
  readonly fingerprint?: string
  readonly config?: string
  /** Milliseconds. */
  readonly uptime: number
  readonly sendrate: number | null
  readonly statistics: Statistics
  readonly peers: Readonly<Record<PeerStatus, number>>
  readonly plugins: readonly Plugin[]
  readonly readOnly: boolean
}

/** An event of `/v1/events`. `message` is JSON text. */
export interface NodeEvent {
  readonly event: string
  readonly time: number
  readonly peer?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** What one tap did to one message. `message` is JSON text. */
export interface TapCall {
  readonly passage: number
  readonly order: number
  readonly hook: string
  readonly plugin: string
  readonly time: number
  readonly took: number
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after?: unknown }[]
  readonly verdict?: string
  readonly reason?: string
  readonly failed?: string
  readonly message: string
}

export interface Origin {
  readonly kind: 'file' | 'preset' | 'environment' | 'default'
  readonly file?: string
  readonly line?: number
  readonly variable?: string
  readonly valueFile?: string
}

export interface ConfigValue {
  readonly path: readonly (string | number)[]
  readonly name: string
  readonly value?: unknown
  readonly origin: Origin
}

export interface ConfiguredPlugin {
  readonly id: string
  readonly plugin: string
  readonly enabled: boolean
  readonly options: Readonly<Record<string, unknown>>
  readonly values: readonly ConfigValue[]
  readonly origin: Origin
  readonly schema?: Readonly<Record<string, unknown>>
}

export interface Config {
  readonly file?: string
  readonly stateFolder: string
  readonly revision?: string
  readonly settings: readonly ConfigValue[]
  readonly plugins: readonly ConfiguredPlugin[]
}

export interface ValueChange {
  readonly path: readonly (string | number)[]
  /** Left out: the default holds again. */
  readonly value?: unknown
}

export type ConfigEdit =
  | { readonly action: 'add'; readonly plugin: string }
  | { readonly action: 'remove' | 'enable' | 'disable'; readonly id: string }
  | { readonly action: 'configure'; readonly id: string; readonly changes: readonly ValueChange[] }
  | { readonly action: 'set'; readonly changes: readonly ValueChange[] }

export interface Preview {
  readonly file: string
  readonly revision: string
  readonly diff: string
}

export interface Applied extends Preview {
  readonly reload: Readonly<Record<string, readonly string[]>>
}

/** A peer that a message came from. */
export interface SeenAt {
  /** SHA-256 of `hostname + port`, as 64 hex characters. */
  readonly identifier: string
  readonly hostname: string
  readonly port: number
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly timesSeen: number
}

/** The result of the signature check of a message. `unknown`: it was not checked. */
export type SignatureState = 'valid' | 'invalid' | 'unsigned' | 'unknown'

/** How often, when and from whom a message was seen. */
export interface Sighting {
  /** The JSON text of the message. */
  readonly json: string
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly lastSeen: number
  /** 1 or more. */
  readonly timesSeen: number
  /** The peers that sent it; none for a message that was enqueued at this node. */
  readonly peers: readonly SeenAt[]
  /** Default `unknown`. */
  readonly signature?: SignatureState
}

/** A message as the archive stores it. */
export interface StoredMessage extends Sighting {
  /** The most recent result. */
  readonly signature: SignatureState
  /** SHA-256 of the canonical JSON of the message (RFC 8785), as 64 hex characters. */
  readonly hash: string
  /** The field `class` of the message if it is a string. */
  readonly class: string | undefined
  /** Bytes of the JSON text in UTF-8. */
  readonly bytes: number
  /** The number of the message in the order in which the store first recorded them. */
  readonly position: number
}

/** A search. A message must match all conditions. */
export interface Search {
  /** The field `class` of the message. */
  readonly class?: string | undefined
  /**
   * Words that must all occur in the strings of the message; `word*` for a prefix. Case and accents
   * are ignored.
   */
  readonly text?: string | undefined
  /** First seen at this time or later, in milliseconds since 1970. */
  readonly from?: number | undefined
  /** First seen before this time. */
  readonly to?: number | undefined
  /** Received from this peer: an identifier, or `host:port`. */
  readonly peer?: string | undefined
}

/** Statistics of a store. */
export interface StoreStatistics {
  readonly messages: number
  /** Bytes of the JSON texts. */
  readonly bytes: number
  /** Bytes of the store on disk, including indexes. */
  readonly storeBytes: number
  readonly peers: number
  /** Milliseconds since 1970; undefined if the archive is empty. */
  readonly firstSeen: number | undefined
  readonly lastSeen: number | undefined
  /** Messages per class, most frequent first, at most 100; `''` counts those without a class. */
  readonly classes: Readonly<Record<string, number>>
}

/** A message that was not seen for a while. */
export interface QuietMessage {
  readonly position: number
  readonly hash: string
  readonly json: string
  /** Since when it was neither seen nor put back, in milliseconds since 1970. */
  readonly quietSince: number
  /** How often it was put back since it was last seen. */
  readonly putBacks: number
}

/** A place in the order of {@link ArchiveStore.quiet}. */
export type QuietCursor = Pick<QuietMessage, 'quietSince' | 'position'>

/** Size and age of a message, for retention. */
export interface Extent {
  readonly position: number
  readonly bytes: number
  readonly lastSeen: number
}

/**
 * The storage of an archive. Each call opens the store if needed. A failed call changes nothing,
 * can be retried, and rejects with a StoreFailure.
 */
export interface ArchiveStore {
  /** Connects and upgrades the schema. All other calls do it too. */
  open(): Promise<void>
  /**
   * Stores sightings: all of them, or none. Those of the same message are merged.
   * @param merge `add`: these are new sightings. `max`: they may have been recorded before, such as
   * an export that is imported twice.
   */
  record(sightings: readonly Sighting[], merge: 'add' | 'max'): Promise<void>
  /**
   * A page of results, newest first: by the time first seen, or by position if `text` or `peer` is
   * given.
   * @param after the last message of the previous page
   */
  page(
    search: Search,
    limit: number,
    after?: Pick<StoredMessage, 'firstSeen' | 'position'>,
  ): Promise<StoredMessage[]>
  /**
   * A page of all messages in the order of their positions.
   * @param after the last position of the previous page
   */
  scan(after: number, limit: number): Promise<StoredMessage[]>
  get(hash: string): Promise<StoredMessage | undefined>
  stats(): Promise<StoreStatistics>
  /** Count and bytes of all messages. */
  totals(): Promise<{ readonly messages: number; readonly bytes: number }>
  /**
   * The least recently seen messages, oldest first.
   * @param after the last of the previous page
   */
  oldest(limit: number, after?: Extent): Promise<Extent[]>
  remove(positions: readonly number[]): Promise<void>
  /**
   * Messages that were neither seen nor put back since `before`, oldest first.
   * @param after the last of the previous page, or any place
   */
  quiet(before: number, limit: number, after?: QuietCursor): Promise<QuietMessage[]>
  /**
   * Notes that messages are put back now. If several nodes claim one message, one of them gets it.
   * @param copies a message that was put back this often is not quiet until it is seen again
   * @returns the positions of the claimed messages
   */
  claim(messages: readonly QuietMessage[], now: number, copies: number): Promise<number[]>
  /** Checks the integrity of the store. @returns a description of each damage */
  check(): Promise<string[]>
  /** Returns free space to the disk and optimizes indexes. */
  compact(): Promise<void>
  close(): Promise<void>
}

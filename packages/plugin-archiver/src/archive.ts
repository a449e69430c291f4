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

/** What is known of the signature of a message. `unknown`: nobody checked it. */
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
  /** The peers that it came from; none for a message that was put in here. */
  readonly peers: readonly SeenAt[]
  /** Default `unknown`. */
  readonly signature?: SignatureState
}

/** A message as the archive keeps it. */
export interface StoredMessage extends Sighting {
  /** What was known last. */
  readonly signature: SignatureState
  /** SHA-256 of the canonical JSON of the message (RFC 8785), as 64 hex characters. */
  readonly hash: string
  /** The field `class` of the message, where it is a text. */
  readonly class: string | undefined
  /** Bytes of the JSON text in UTF-8. */
  readonly bytes: number
  /** Numbers the messages of this store in the order in which it came to know them. */
  readonly position: number
}

/** What is looked for. All conditions hold together. */
export interface Search {
  /** The field `class` of the message. */
  readonly class?: string | undefined
  /**
   * Words that all stand somewhere in the texts of the message; `word*` for a beginning. Case and
   * accents do not matter.
   */
  readonly text?: string | undefined
  /** First seen at this moment or later, in milliseconds since 1970. */
  readonly from?: number | undefined
  /** First seen before this moment. */
  readonly to?: number | undefined
  /** It came from this peer: an identifier, or `host:port`. */
  readonly peer?: string | undefined
}

/** What the store holds, in numbers. */
export interface StoreStatistics {
  readonly messages: number
  /** Bytes of the JSON texts. */
  readonly bytes: number
  /** Bytes that the store takes on its disk, indexes included. */
  readonly storeBytes: number
  readonly peers: number
  /** Milliseconds since 1970; undefined where the archive is empty. */
  readonly firstSeen: number | undefined
  readonly lastSeen: number | undefined
  /**
   * Messages of each class, the most frequent first; at most 100. Those without a class are under
   * `''`.
   */
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

/** Size and age of a message, for retention. */
export interface Extent {
  readonly position: number
  readonly bytes: number
  readonly lastSeen: number
}

/**
 * Where an archive keeps its messages. Each call opens the store where it is not open, and can be
 * made again after it failed; what fails changes nothing. All of them reject with a StoreFailure.
 */
export interface ArchiveStore {
  /** Connects, and brings the schema up to date. Any other call does it too. */
  open(): Promise<void>
  /**
   * Keeps sightings: all of them, or none. One row a distinct message: what is known of it already
   * is merged with what comes.
   * @param merge `add`: these are further sightings. `max`: this may be known already, as when an
   * export is read twice.
   */
  record(sightings: readonly Sighting[], merge: 'add' | 'max'): Promise<void>
  /**
   * A page of what is found, newest first: by the time first seen; where `text` or `peer` is asked
   * for, by position.
   * @param after the message that the page before ended with
   */
  page(
    search: Search,
    limit: number,
    after?: Pick<StoredMessage, 'firstSeen' | 'position'>,
  ): Promise<StoredMessage[]>
  /**
   * All messages in the order of their positions, page by page.
   * @param after the last position of the page before
   */
  scan(after: number, limit: number): Promise<StoredMessage[]>
  get(hash: string): Promise<StoredMessage | undefined>
  stats(): Promise<StoreStatistics>
  /** Count and bytes of all messages. */
  totals(): Promise<{ readonly messages: number; readonly bytes: number }>
  /**
   * The messages that were not seen for the longest time, longest first.
   * @param after the last of the page before
   */
  oldest(limit: number, after?: Extent): Promise<Extent[]>
  remove(positions: readonly number[]): Promise<void>
  /**
   * Messages that were neither seen nor put back since `before`, longest first.
   * @param after the last of the page before
   */
  quiet(before: number, limit: number, after?: QuietMessage): Promise<QuietMessage[]>
  /**
   * Notes that messages are put back now. Of several that claim one, one gets it.
   * @param copies a message that was put back so often is left alone from then on, until it is seen
   * again
   * @returns the positions of those that were claimed
   */
  claim(messages: readonly QuietMessage[], now: number, copies: number): Promise<number[]>
  /** Looks for damage in the store itself. @returns what is wrong, in words */
  check(): Promise<string[]>
  /** Gives space back to the disk, and puts indexes in order. */
  compact(): Promise<void>
  close(): Promise<void>
}

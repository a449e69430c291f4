import type {
  ArchiveStore,
  Search,
  SeenAt,
  SignatureState,
  StoredMessage,
  StoreStatistics,
} from '../archive.js'
import { answered } from './archive-failure.js'
import { checkHash, checkQuery } from './check-query.js'
import { type Cursor, cursorBehind, readCursor } from './cursor.js'

/** A message from the archive. */
export interface ArchivedMessage {
  /** SHA-256 of the canonical JSON of the message (RFC 8785), as 64 hex characters. */
  readonly hash: string
  readonly message: unknown
  /** Its JSON text, with all digits of its numbers. */
  readonly json: string
  /** The field `class` of the message, where it is a text of at most 200 characters. */
  readonly class: string | undefined
  /** Bytes of its JSON text. */
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly timesSeen: number
  /** What was known last of its signature; `unknown` where no plugin for that was there. */
  readonly signature: SignatureState
  /** The peers that it came from; none for a message that was only enqueued here. */
  readonly peers: readonly SeenAt[]
  /** For {@link ArchiveQuery.cursor}: goes on behind this message. */
  readonly cursor: Cursor
}

/** What is looked for, and how much of it. All conditions hold together. */
export interface ArchiveQuery extends Search {
  /** Default: all that is found. */
  readonly limit?: number | undefined
  /** Goes on behind the message that this is the `cursor` of; the conditions must be the same. */
  readonly cursor?: Cursor | undefined
}

/** What the archive holds, and what has become of what passed, in numbers. */
export interface ArchiveStatistics extends StoreStatistics {
  /**
   * Sightings since the start of the node: stored, waiting to be stored, and lost.
   */
  readonly recorded: number
  readonly waiting: number
  readonly notArchived: number
  /** Messages that this node has put back since its start. */
  readonly putBack: number
  /** What the store fails with at present. */
  readonly failure: string | undefined
}

/** The service `archive` that the archiver provides: `ctx.inject('archive')`. */
export interface Archive {
  /**
   * Finds messages, newest first: by the time first seen; where `text` or `peer` is asked for, by
   * the time they came into the archive. Read in pages while it is iterated.
   * @throws ClacksError ERR_CLACKS_ARCHIVE, ERR_CLACKS_OPTION
   */
  query(query?: ArchiveQuery): AsyncIterableIterator<ArchivedMessage>
  /** A message by its hash. @throws ClacksError ERR_CLACKS_ARCHIVE, ERR_CLACKS_OPTION */
  get(hash: string): Promise<ArchivedMessage | undefined>
  /** @throws ClacksError ERR_CLACKS_ARCHIVE */
  stats(): Promise<ArchiveStatistics>
}

declare global {
  interface ClacksServices {
    archive: Archive
  }
}

const PAGE = 200

/** Reads a store. */
export class ArchiveReader {
  readonly #store: Pick<ArchiveStore, 'page' | 'get'>

  constructor(store: Pick<ArchiveStore, 'page' | 'get'>) {
    this.#store = store
  }

  async *query(query: ArchiveQuery = {}): AsyncGenerator<ArchivedMessage, void, undefined> {
    checkQuery(query)
    const { limit = Number.POSITIVE_INFINITY, cursor, ...search } = query
    let last = cursor === undefined ? undefined : readCursor(cursor)
    for (let left = limit; left > 0; ) {
      const wanted = Math.min(left, PAGE)
      const page = await answered(this.#store.page(search, wanted, last))
      for (const message of page) yield archived(message)
      if (page.length < wanted) return
      left -= page.length
      last = page.at(-1)
    }
  }

  async get(hash: string): Promise<ArchivedMessage | undefined> {
    checkHash(hash)
    const found = await answered(this.#store.get(hash.toLowerCase()))
    return found && archived(found)
  }
}

function archived(stored: StoredMessage): ArchivedMessage {
  const { json, position: _, ...rest } = stored
  return { ...rest, json, message: JSON.parse(json), cursor: cursorBehind(stored) }
}

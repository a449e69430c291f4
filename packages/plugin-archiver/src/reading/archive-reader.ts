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
  /** The field `class` of the message if it is a string of at most 200 characters. */
  readonly class: string | undefined
  /** Bytes of its JSON text. */
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly firstSeen: number
  readonly lastSeen: number
  readonly timesSeen: number
  /** The most recent result of its signature check; `unknown` if no plugin has checked it. */
  readonly signature: SignatureState
  /** The peers that sent it; none for a message that was enqueued at this node. */
  readonly peers: readonly SeenAt[]
  /** The value of {@link ArchiveQuery.cursor} that continues a query after this message. */
  readonly cursor: Cursor
}

/** A query. A message must match all conditions. */
export interface ArchiveQuery extends Search {
  /** The most messages to return. Default: all. */
  readonly limit?: number | undefined
  /** Continues after the message with this `cursor`. The conditions must be the same. */
  readonly cursor?: Cursor | undefined
}

/** Statistics of the archive and of its node. */
export interface ArchiveStatistics extends StoreStatistics {
  /** Sightings since the start of the node: stored, waiting to be stored, and lost. */
  readonly recorded: number
  readonly waiting: number
  readonly notArchived: number
  /** Messages that the persister of this node has put back since the start. */
  readonly putBack: number
  /** The current failure of the store; undefined while it works. */
  readonly failure: string | undefined
}

/** The service `archive` that the archiver provides: `ctx.inject('archive')`. */
export interface Archive {
  /**
   * Finds messages, newest first: by the time first seen, or in the order in which they were first
   * archived if `text` or `peer` is given. Pages are read during the iteration.
   * @throws ClacksError ERR_CLACKS_ARCHIVE, ERR_CLACKS_OPTION
   */
  query(query?: ArchiveQuery): AsyncIterableIterator<ArchivedMessage>
  /** Returns a message by its hash. @throws ClacksError ERR_CLACKS_ARCHIVE, ERR_CLACKS_OPTION */
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

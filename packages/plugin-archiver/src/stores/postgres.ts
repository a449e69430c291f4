import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type {
  ArchiveStore,
  Extent,
  QuietCursor,
  QuietMessage,
  Search,
  Sighting,
  StoredMessage,
  StoreStatistics,
} from '../archive.js'
import { codeOf, StoreFailure, textOf } from '../store-failure.js'
import { merge } from './merge.js'
import { migratePostgres, SCHEMA } from './postgres-schema.js'
import { PostgresWriting } from './postgres-writing.js'
import { Reading } from './reading.js'
import type { Tables } from './tables.js'

const CONNECT_MS = 10_000
/** Longer queries fail. */
const QUERY_MS = 60_000
const MAX_CONNECTIONS = 4
/** 64-bit types. All values are well below 2^53. */
const INT8 = 20
const NUMERIC = 1700

interface Opened {
  readonly pool: pg.Pool
  readonly reading: Reading
  readonly writing: PostgresWriting
}

/**
 * An archive in a PostgreSQL database (12 or later). Any number of nodes can share it. Its tables
 * are in the schema `clacks_archive`.
 */
export class PostgresStore implements ArchiveStore {
  readonly #url: string
  readonly #name: string
  #opening: Promise<Opened> | undefined

  /**
   * @param url `postgres://user:password@host:port/database`
   * @param name the same without secrets, for messages. The thread of the store does not load
   * clacks, which has the function for it
   */
  constructor(url: string, name: string) {
    this.#url = url
    this.#name = name
  }

  async open(): Promise<void> {
    await this.#do(async () => undefined)
  }

  async record(sightings: readonly Sighting[], how: 'add' | 'max'): Promise<void> {
    const merged = merge(sightings)
    await this.#do(({ writing }) => writing.record(merged, how))
  }

  page(
    search: Search,
    limit: number,
    after?: Pick<StoredMessage, 'firstSeen' | 'position'>,
  ): Promise<StoredMessage[]> {
    return this.#do(({ reading }) => reading.page(search, limit, after))
  }

  scan(after: number, limit: number): Promise<StoredMessage[]> {
    return this.#do(({ reading }) => reading.scan(after, limit))
  }

  get(hash: string): Promise<StoredMessage | undefined> {
    return this.#do(({ reading }) => reading.get(hash))
  }

  stats(): Promise<StoreStatistics> {
    return this.#do(async ({ pool, reading }) => {
      const { rows } = await pool.query<{ bytes: number }>(
        "SELECT sum(pg_total_relation_size(name::regclass)) AS bytes FROM unnest(ARRAY['messages', 'sightings', 'peers']) AS name",
      )
      return reading.stats(rows[0]?.bytes ?? 0)
    })
  }

  totals(): Promise<{ messages: number; bytes: number }> {
    return this.#do(({ reading }) => reading.totals())
  }

  oldest(limit: number, after?: Extent): Promise<Extent[]> {
    return this.#do(({ reading }) => reading.oldest(limit, after))
  }

  remove(positions: readonly number[]): Promise<void> {
    return this.#do(({ writing }) => writing.remove(positions))
  }

  quiet(before: number, limit: number, after?: QuietCursor): Promise<QuietMessage[]> {
    return this.#do(({ reading }) => reading.quiet(before, limit, after))
  }

  claim(messages: readonly QuietMessage[], now: number, copies: number): Promise<number[]> {
    return this.#do(({ writing }) => writing.claim(messages, now, copies))
  }

  check(): Promise<string[]> {
    return this.#do(async ({ pool }) => {
      const { rows } = await pool.query<{ hash: string }>(
        'SELECT hash FROM messages WHERE octet_length(message) <> bytes ORDER BY id LIMIT 100',
      )
      return rows.map(({ hash }) => `the length of message ${hash} has changed`)
    })
  }

  compact(): Promise<void> {
    return this.#do(async ({ pool }) => {
      await pool.query('DELETE FROM sightings WHERE NOT EXISTS (SELECT FROM messages WHERE id = message_id)')
      for (const table of ['messages', 'sightings', 'peers']) await pool.query(`VACUUM (ANALYZE) ${table}`)
    })
  }

  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    const opened = await opening?.catch(() => undefined)
    await opened?.pool.end()
  }

  async #do<Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> {
    this.#opening ??= this.#connect()
    const opening = this.#opening
    try {
      return await work(await opening)
    } catch (thrown) {
      const failure = this.#failure(thrown)
      // The database may be a different one after a reconnect: check its schema again. Another call
      // that failed may have reconnected already.
      if (failure.kind !== 'sighting' && this.#opening === opening) void this.close()
      throw failure
    }
  }

  async #connect(): Promise<Opened> {
    const pool = new pg.Pool({
      connectionString: this.#url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: QUERY_MS,
      application_name: 'clacks-archiver',
      options: `-c search_path=${SCHEMA}`,
      types: {
        getTypeParser: (oid, format) =>
          oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format),
      },
    })
    // The pool replaces idle connections that fail.
    pool.on('error', () => {})
    try {
      const client = await pool.connect()
      try {
        const { rows } = await client.query<{ search_path: string }>('SHOW search_path')
        if (rows[0]?.search_path !== SCHEMA) throw new StoreFailure('unavailable', `${this.#name}: ${POOLED}`)
        await migratePostgres(client, this.#name)
      } finally {
        client.release()
      }
    } catch (thrown) {
      await pool.end()
      throw thrown
    }
    const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
    const reading = new Reading(kysely, (terms) => {
      // Words are alphanumeric: no escaping is needed.
      const query = terms.map(({ word, isPrefix }) => `'${word}'${isPrefix ? ':*' : ''}`).join(' & ')
      return { from: sql`messages`, condition: sql`words @@ ${query}::tsquery`, position: sql`messages.id` }
    })
    return { pool, reading, writing: new PostgresWriting(pool) }
  }

  #failure(thrown: unknown): StoreFailure {
    if (thrown instanceof StoreFailure) return thrown
    const code = codeOf(thrown)
    const kind = UNFIT.test(code) ? 'sighting' : 'unavailable'
    const plain = PLAIN[code]
    const text = plain === undefined ? textOf(thrown) : `${plain} (${textOf(thrown)})`
    return new StoreFailure(kind, `${this.#name}: ${text}`, { cause: thrown })
  }
}

/** A value cannot be stored (PostgreSQL, "Error Codes": classes 22 and 54). */
const UNFIT = /^(22|54)/

/**
 * A pooler that hands a connection to another client after each transaction forgets its settings.
 */
const POOLED =
  'a pooler such as PgBouncer does not pass on the setting search_path, which the archive needs; connect to PostgreSQL directly, or to a pool in session mode that passes it on'

/** Explanations of codes whose own texts are terse. */
const PLAIN: Readonly<Record<string, string>> = {
  ERR_INVALID_URL:
    'it is not a valid URL; write the special characters of user and password percent-encoded: `@` as %40, `/` as %2F, `#` as %23',
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'nothing listens there',
  ENOTFOUND: 'the host does not exist',
  '08P01': POOLED,
  '28P01': 'the user name or the password is wrong',
  '28000': 'this user is not allowed to log in',
  '3D000': 'the database does not exist',
  '42501': 'the user lacks a permission',
  '25006': 'it is read-only',
  '53100': 'the disk is full',
  '57P03': 'it is starting or stopping',
}

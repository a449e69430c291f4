import { closeSync, openSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Kysely, SqliteDialect, sql } from 'kysely'
import Database from 'libsql'
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
import { Reading } from './reading.js'
import { field, migrateSqlite, pragma } from './sqlite-schema.js'
import { type SqliteWriting, sqliteWriting } from './sqlite-writing.js'
import type { Tables } from './tables.js'

/** How long to wait for the lock of another process. */
const BUSY_MS = 2_000
/** Failures after which the file need not be reopened. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|TOOBIG|CONSTRAINT)/

interface Opened {
  /** Identifies the file, which may be replaced. */
  readonly inode: number | undefined
  readonly db: Database.Database
  readonly reading: Reading
  readonly writing: SqliteWriting
}

/**
 * An archive in one file. In WAL mode: other processes can read and write it at the same time.
 *
 * All calls of libsql are synchronous. On a node this store runs in its own thread: see
 * ThreadedStore.
 */
export class SqliteStore implements ArchiveStore {
  readonly #file: string
  #opened: Opened | undefined

  /** @param file created if missing, in an existing folder */
  constructor(file: string) {
    this.#file = file
  }

  async open(): Promise<void> {
    await this.#do(() => undefined)
  }

  record(sightings: readonly Sighting[], how: 'add' | 'max'): Promise<void> {
    return this.#do(({ writing }) => writing.record(merge(sightings), how))
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
    return this.#do(({ db, reading }) => reading.stats(pragma(db, 'page_count') * pragma(db, 'page_size')))
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
    return this.#do(({ db }) => {
      const found = db
        .prepare('PRAGMA integrity_check')
        .all()
        .map((row) => String(field(row, 'integrity_check')))
      try {
        db.exec("INSERT INTO words (words, rank) VALUES ('integrity-check', 0)")
      } catch (thrown) {
        found.push(`the full-text index: ${textOf(thrown)}`)
      }
      return found.filter((text) => text !== 'ok')
    })
  }

  compact(): Promise<void> {
    return this.#do(({ db }) => {
      db.exec("INSERT INTO words (words) VALUES ('optimize')")
      db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize')
    })
  }

  async close(): Promise<void> {
    this.#opened?.db.close()
    this.#opened = undefined
  }

  async #do<Result>(work: (opened: Opened) => Result | Promise<Result>): Promise<Result> {
    try {
      // Writes to a removed file succeed, but would be lost.
      if (this.#opened !== undefined && inodeOf(this.#file) !== this.#opened.inode) await this.close()
      this.#opened ??= this.#connect()
      return await work(this.#opened)
    } catch (thrown) {
      const failure = this.#failure(thrown)
      if (failure.kind !== 'sighting' && !PASSING.test(codeOf(thrown))) await this.close()
      throw failure
    }
  }

  #connect(): Opened {
    createPrivate(this.#file)
    const db = new Database(this.#file)
    try {
      db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
      // NORMAL: a power failure may lose the last transactions, but never damages the file (SQLite,
      // "PRAGMA synchronous").
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000')
      migrateSqlite(db, this.#file)
      const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: db }) })
      const reading = new Reading(kysely, (terms) => {
        const match = terms.map(({ word, isPrefix }) => `"${word}"${isPrefix ? '*' : ''}`).join(' ')
        return {
          // CROSS: the full-text index is the outer loop, in the order of positions, so that the
          // limit ends the search.
          from: sql`words CROSS JOIN messages ON messages.id = words.rowid`,
          condition: sql`words MATCH ${match}`,
          position: sql`words.rowid`,
        }
      })
      return { db, reading, writing: sqliteWriting(db), inode: inodeOf(this.#file) }
    } catch (thrown) {
      db.close()
      throw thrown
    }
  }

  #failure(thrown: unknown): StoreFailure {
    if (thrown instanceof StoreFailure) return thrown
    const code = CANNOT_OPEN.test(textOf(thrown)) ? 'SQLITE_CANTOPEN' : codeOf(thrown)
    const kind = /^SQLITE_TOOBIG/.test(code) ? 'sighting' : 'unavailable'
    const plain = PLAIN.find(([pattern]) => pattern.test(code))?.[1]
    const text = plain === undefined ? textOf(thrown) : `${plain} (${textOf(thrown)})`
    return new StoreFailure(kind, `${this.#file}: ${text}`, { cause: thrown })
  }
}

/** An error that libsql reports without a code. */
const CANNOT_OPEN = /^ConnectionFailed\(.*: 14"\)$/

/** Explanations of codes whose own texts are terse. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'another process has locked the file'],
  [/^SQLITE_READONLY/, 'it is read-only'],
  [/^SQLITE_CANTOPEN/, 'it cannot be opened: the folder is missing or read-only'],
  [/^SQLITE_FULL/, 'the disk is full'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'it is damaged, or not a database'],
]

/** Creates a missing file for its owner only. SQLite gives its other files the same mode. */
function createPrivate(file: string): void {
  // Not `:memory:`.
  if (!isAbsolute(file)) return
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch {
    // It exists, or SQLite says what is wrong.
  }
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino
}

import type { Database } from 'libsql'
import { StoreFailure } from '../store-failure.js'
import { SCHEMA_VERSION } from './tables.js'

/** The migrations from one version to the next. Append only: archives of all versions exist. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    class TEXT,
    bytes INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    times_seen INTEGER NOT NULL,
    put_backs INTEGER NOT NULL DEFAULT 0,
    quiet_since INTEGER
  );
  CREATE INDEX messages_first_seen ON messages (first_seen);
  CREATE INDEX messages_class ON messages (class, first_seen);
  CREATE INDEX messages_last_seen ON messages (last_seen, id, bytes);
  CREATE INDEX messages_quiet ON messages (quiet_since);
  CREATE TABLE peers (
    id INTEGER PRIMARY KEY,
    identifier TEXT NOT NULL UNIQUE,
    hostname TEXT NOT NULL,
    port INTEGER NOT NULL
  );
  CREATE TABLE sightings (
    message_id INTEGER NOT NULL,
    peer_id INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    times_seen INTEGER NOT NULL,
    PRIMARY KEY (message_id, peer_id)
  ) WITHOUT ROWID;
  CREATE INDEX sightings_peer ON sightings (peer_id, message_id);
  CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 0');
  `,
  'ALTER TABLE messages ADD COLUMN signature TEXT',
]

/** Identifies the file as an archive: "clks" (SQLite, "PRAGMA application_id"). */
const APPLICATION = 0x636c6b73

/**
 * Upgrades an archive. If several processes open it at once, one upgrades it.
 * @throws StoreFailure `version` if it is newer than this code, or is not an archive
 */
export function migrateSqlite(db: Database, file: string): void {
  if (versionOf(db, file) === SCHEMA_VERSION) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of STEPS.slice(versionOf(db, file))) db.exec(step)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; PRAGMA application_id = ${APPLICATION}`)
    db.exec('COMMIT')
  } catch (thrown) {
    db.exec('ROLLBACK')
    throw thrown
  }
}

function versionOf(db: Database, file: string): number {
  const version = pragma(db, 'user_version')
  if (version > SCHEMA_VERSION) {
    const text = `${file} has schema version ${version}; this version of the archiver supports up to ${SCHEMA_VERSION}.`
    throw new StoreFailure('version', text)
  }
  const isForeign = pragma(db, 'application_id') !== APPLICATION
  if (isForeign && (version > 0 || pragma(db, 'schema_version') > 0))
    throw new StoreFailure('version', `${file} is a database of another application.`)
  return version
}

/** A PRAGMA whose value is a number. */
export function pragma(db: Database, name: string): number {
  return Number(field(db.prepare(`PRAGMA ${name}`).get(), name))
}

/** A value of a row; undefined without a row. (`pluck()` of libsql returns rows regardless.) */
export function field(row: unknown, name: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, name) : undefined
}

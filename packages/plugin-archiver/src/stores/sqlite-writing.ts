import type { Database } from 'libsql'
import type { QuietMessage, SeenAt } from '../archive.js'
import type { Merged } from './merge.js'
import { field } from './sqlite-schema.js'
import { stored } from './tables.js'

/** The writing operations of a SQLite archive. Each call is atomic. */
export interface SqliteWriting {
  record(messages: readonly Merged[], how: 'add' | 'max'): void
  remove(positions: readonly number[]): void
  claim(messages: readonly QuietMessage[], now: number, copies: number): number[]
}

/** The most peer ids in the cache. */
const MAX_PEERS = 100_000

const TIMES = { add: 'times_seen + excluded.times_seen', max: 'max(times_seen, excluded.times_seen)' }
const SPAN =
  'first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)'

const MESSAGE_COLUMNS = 10
const SIGHTING_COLUMNS = 5

/** Prepares all statements once, for speed. */
export function sqliteWriting(db: Database): SqliteWriting {
  const lastId = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
  const addMessages = inserting(
    db,
    'INSERT OR IGNORE INTO messages (id, hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since, signature)',
    MESSAGE_COLUMNS,
  )
  const newIds = db.prepare('SELECT id FROM messages WHERE id >= ?')
  // In one statement: FTS5 flushes its index after each.
  const addWords = db.prepare(
    'INSERT INTO words (rowid, text) SELECT ? + key, value FROM json_each(?) WHERE value IS NOT NULL',
  )
  const addSightings = inserting(db, 'INSERT INTO sightings', SIGHTING_COLUMNS)
  const addPeer = db.prepare(
    `INSERT INTO peers (identifier, hostname, port) VALUES (?, ?, ?)
       ON CONFLICT (identifier) DO UPDATE SET hostname = excluded.hostname, port = excluded.port RETURNING id`,
  )
  const known = { add: seenAgain(db, 'add'), max: seenAgain(db, 'max') }
  const removals = [
    'DELETE FROM messages WHERE id = ?',
    'DELETE FROM sightings WHERE message_id = ?',
    'DELETE FROM words WHERE rowid = ?',
  ].map((text) => db.prepare(text))
  const claim = db.prepare(
    `UPDATE messages SET put_backs = put_backs + 1, quiet_since = CASE WHEN put_backs + 1 >= ? THEN NULL ELSE ? END
     WHERE id = ? AND quiet_since = ?`,
  )

  const peers = new Map<string, number>()
  function peerId({ identifier, hostname, port }: SeenAt): number {
    let id = peers.get(identifier)
    if (id === undefined) {
      if (peers.size >= MAX_PEERS) peers.clear()
      id = Number(field(addPeer.get(identifier, hostname, port), 'id'))
      peers.set(identifier, id)
    }
    return id
  }

  function record(messages: readonly Merged[], how: 'add' | 'max'): void {
    const first = Number(field(lastId.get(), 'seq') ?? 0) + 1
    const rows: Value[] = []
    for (const { hash, json, class: kind, bytes, firstSeen, lastSeen, timesSeen, signature } of messages) {
      const id = first + rows.length / MESSAGE_COLUMNS
      rows.push(
        id,
        hash,
        json,
        kind ?? null,
        bytes,
        firstSeen,
        lastSeen,
        timesSeen,
        lastSeen,
        stored(signature),
      )
    }
    const isAllNew = addMessages(rows) === messages.length
    const added = isAllNew ? undefined : new Set(newIds.all(first).map((row) => field(row, 'id')))
    const words: (string | null)[] = []
    const sightings: number[] = []
    for (const message of messages) {
      const id = first + words.length
      if (added === undefined || added.has(id)) {
        words.push(message.words)
        for (const at of message.peers)
          sightings.push(id, peerId(at), at.firstSeen, at.lastSeen, at.timesSeen)
      } else {
        words.push(null)
        known[how](message, peerId)
      }
    }
    addWords.run([first, JSON.stringify(words)])
    addSightings(sightings)
  }

  return {
    record(messages, how) {
      try {
        inTransaction(db, () => record(messages, how))
      } catch (thrown) {
        // Rolled back: ids of new peers do not exist.
        peers.clear()
        throw thrown
      }
    },

    remove(positions) {
      inTransaction(db, () => {
        for (const position of positions) for (const removal of removals) removal.run(position)
      })
    },

    claim(messages, now, copies) {
      return inTransaction(db, () =>
        messages
          .filter(({ position, quietSince }) => claim.run(copies, now, position, quietSince).changes === 1)
          .map(({ position }) => position),
      )
    },
  }
}

/** Updates a known message. */
function seenAgain(db: Database, how: 'add' | 'max') {
  const times = how === 'add' ? 'times_seen + ?3' : 'max(times_seen, ?3)'
  const update = db.prepare(
    `UPDATE messages SET first_seen = min(first_seen, ?1), times_seen = ${times},
       put_backs = CASE WHEN ?2 > last_seen THEN 0 ELSE put_backs END,
       quiet_since = CASE WHEN ?2 > last_seen THEN ?2 ELSE quiet_since END,
       last_seen = max(last_seen, ?2), signature = coalesce(?5, signature)
     WHERE hash = ?4 RETURNING id`,
  )
  const sighting = db.prepare(
    `INSERT INTO sightings (message_id, peer_id, first_seen, last_seen, times_seen) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (message_id, peer_id) DO UPDATE SET ${SPAN}, times_seen = ${TIMES[how]}`,
  )
  return (
    { firstSeen, lastSeen, timesSeen, hash, peers, signature }: Merged,
    peerId: (peer: SeenAt) => number,
  ) => {
    const id = Number(field(update.get(firstSeen, lastSeen, timesSeen, hash, stored(signature)), 'id'))
    for (const at of peers) sighting.run([id, peerId(at), at.firstSeen, at.lastSeen, at.timesSeen])
  }
}

/** Rows per statement: many cost a fifth less than one. */
const ROWS = 500

type Value = string | number | null

/**
 * Prepares the insertion of rows whose values are in one flat list.
 * @returns a function that inserts them and returns how many were new
 */
function inserting(db: Database, head: string, columns: number): (values: readonly Value[]) => number {
  const row = `(${Array(columns).fill('?').join()})`
  const one = db.prepare(`${head} VALUES ${row}`)
  const many = db.prepare(`${head} VALUES ${Array(ROWS).fill(row).join()}`)
  return (values) => {
    let inserted = 0
    let place = 0
    for (; place + ROWS * columns <= values.length; place += ROWS * columns)
      inserted += many.run(values.slice(place, place + ROWS * columns)).changes
    for (; place < values.length; place += columns)
      inserted += one.run(values.slice(place, place + columns)).changes
    return inserted
  }
}

function inTransaction<Result>(db: Database, work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (thrown) {
    // SQLite has rolled back already if the disk is full.
    if (db.inTransaction) db.exec('ROLLBACK')
    throw thrown
  }
}

import type { Database } from 'libsql'
import type { QuietMessage, SeenAt } from '../archive.js'
import type { Merged } from './merge.js'
import { field } from './sqlite-schema.js'

/** What changes an archive, within a transaction of the caller. */
export interface SqliteWriting {
  record(messages: readonly Merged[], how: 'add' | 'max'): void
  remove(positions: readonly number[]): void
  claim(messages: readonly QuietMessage[], now: number, copies: number): number[]
}

const TIMES = { add: 'times_seen + excluded.times_seen', max: 'max(times_seen, excluded.times_seen)' }
const SPAN =
  'first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)'

/** Statements that are made ready once: the archive spends its time here. */
export function sqliteWriting(db: Database): SqliteWriting {
  const insert = db.prepare(
    `INSERT INTO messages (hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
  )
  const index = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const peer = db.prepare(
    `INSERT INTO peers (identifier, hostname, port) VALUES (?, ?, ?)
       ON CONFLICT (identifier) DO UPDATE SET hostname = excluded.hostname, port = excluded.port RETURNING id`,
  )
  const firstSighting = db.prepare('INSERT INTO sightings VALUES (?, ?, ?, ?, ?)')
  const forms = {
    add: { update: updateFor('add'), sighting: sightingFor('add') },
    max: { update: updateFor('max'), sighting: sightingFor('max') },
  }
  const removals = [
    'DELETE FROM messages WHERE id = ?',
    'DELETE FROM sightings WHERE message_id = ?',
    'DELETE FROM words WHERE rowid = ?',
  ].map((text) => db.prepare(text))
  const claim = db.prepare(
    `UPDATE messages SET put_backs = put_backs + 1, quiet_since = CASE WHEN put_backs + 1 >= ? THEN NULL ELSE ? END
     WHERE id = ? AND quiet_since = ?`,
  )

  function updateFor(how: 'add' | 'max') {
    const times = how === 'add' ? 'times_seen + ?3' : 'max(times_seen, ?3)'
    return db.prepare(
      `UPDATE messages SET first_seen = min(first_seen, ?1), times_seen = ${times},
         put_backs = CASE WHEN ?2 > last_seen THEN 0 ELSE put_backs END,
         quiet_since = CASE WHEN ?2 > last_seen THEN ?2 ELSE quiet_since END,
         last_seen = max(last_seen, ?2)
       WHERE hash = ?4 RETURNING id`,
    )
  }

  function sightingFor(how: 'add' | 'max') {
    return db.prepare(
      `INSERT INTO sightings (message_id, peer_id, first_seen, last_seen, times_seen) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (message_id, peer_id) DO UPDATE SET ${SPAN}, times_seen = ${TIMES[how]}`,
    )
  }

  return {
    record(messages, how) {
      const { update, sighting } = forms[how]
      const peers = new Map<string, number>()
      const idOf = ({ identifier, hostname, port }: SeenAt): number => {
        let id = peers.get(identifier)
        if (id === undefined) {
          id = Number(field(peer.get(identifier, hostname, port), 'id'))
          peers.set(identifier, id)
        }
        return id
      }
      for (const {
        hash,
        json,
        class: kind,
        bytes,
        words,
        firstSeen,
        lastSeen,
        timesSeen,
        peers: seen,
      } of messages) {
        const row = [hash, json, kind ?? null, bytes, firstSeen, lastSeen, timesSeen, lastSeen]
        const { changes, lastInsertRowid } = insert.run(row)
        const isNew = changes === 1
        const id = Number(
          isNew ? lastInsertRowid : field(update.get(firstSeen, lastSeen, timesSeen, hash), 'id'),
        )
        if (isNew) index.run([id, words])
        // Nobody can have seen a message before that is new.
        const seenBy = isNew ? firstSighting : sighting
        for (const at of seen) seenBy.run([id, idOf(at), at.firstSeen, at.lastSeen, at.timesSeen])
      }
    },

    remove(positions) {
      for (const position of positions) for (const removal of removals) removal.run(position)
    },

    claim(messages, now, copies) {
      return messages
        .filter(({ position, quietSince }) => claim.run(copies, now, position, quietSince).changes === 1)
        .map(({ position }) => position)
    },
  }
}

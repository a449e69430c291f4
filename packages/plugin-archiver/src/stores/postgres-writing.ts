import type { Pool } from 'pg'
import type { QuietMessage, SeenAt } from '../archive.js'
import type { Merged } from './merge.js'
import { stored } from './tables.js'

/** The most peer ids in the cache. */
const MAX_PEERS = 100_000

const TIMES = {
  add: (known: string) => `${known}.times_seen + excluded.times_seen`,
  max: (known: string) => `greatest(${known}.times_seen, excluded.times_seen)`,
}

const spanOf = (known: string, how: 'add' | 'max') =>
  `first_seen = least(${known}.first_seen, excluded.first_seen),
   last_seen = greatest(${known}.last_seen, excluded.last_seen),
   times_seen = ${TIMES[how](known)}`

// A single statement is atomic. Rows are locked in the order of their hashes to avoid deadlocks;
// ids are assigned in the order of the messages. A new message (one with `xmax` 0) cannot have
// earlier sightings. Looking for them would take a sixth of the time.
const recordStatement = (how: 'add' | 'max') => `
  WITH numbered AS (
    SELECT nextval('messages_id_seq') AS id, given.* FROM
      unnest($1::text[], string_to_array($2, E'\\x1e'), $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[],
        string_to_array($8, E'\\x1e'), $9::text[])
      AS given (hash, message, class, bytes, first_seen, last_seen, times_seen, words, signature)
  ), kept AS (
    INSERT INTO messages AS known
      (id, hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since, signature, words)
    SELECT id, hash, message, class, bytes, first_seen, last_seen, times_seen, last_seen, signature,
      array_to_tsvector(array_remove(string_to_array(coalesce(words, ''), ' '), ''))
    FROM numbered ORDER BY hash COLLATE "C"
    ON CONFLICT (hash) DO UPDATE SET
      put_backs = CASE WHEN excluded.last_seen > known.last_seen THEN 0 ELSE known.put_backs END,
      quiet_since = CASE WHEN excluded.last_seen > known.last_seen THEN excluded.last_seen ELSE known.quiet_since END,
      signature = coalesce(excluded.signature, known.signature),
      ${spanOf('known', how)}
    RETURNING id, hash, xmax = 0 AS is_new
  ), seen AS (
    SELECT id, is_new, peer_id, first_seen, last_seen, times_seen FROM
      unnest($10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[])
      AS given (hash, peer_id, first_seen, last_seen, times_seen) JOIN kept USING (hash)
  ), first_seen AS (
    INSERT INTO sightings (message_id, peer_id, first_seen, last_seen, times_seen)
    SELECT id, peer_id, first_seen, last_seen, times_seen FROM seen WHERE is_new
  )
  INSERT INTO sightings AS known (message_id, peer_id, first_seen, last_seen, times_seen)
  SELECT id, peer_id, first_seen, last_seen, times_seen FROM seen WHERE NOT is_new
  ON CONFLICT (message_id, peer_id) DO UPDATE SET ${spanOf('known', how)}`

/** Separates JSON texts and words, which contain no control characters: no escaping is needed. */
const SEPARATOR = '\u001e'

/**
 * A PostgreSQL array of numbers or alphanumeric texts. Faster than that of pg, which escapes each.
 */
const plain = (values: readonly (number | string | undefined)[]): string => `{${values.join(',')}}`

const RECORD = { add: recordStatement('add'), max: recordStatement('max') }

/** The writing operations of a PostgreSQL archive. */
export class PostgresWriting {
  readonly #pool: Pool
  readonly #peers = new Map<string, number>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async record(messages: readonly Merged[], how: 'add' | 'max'): Promise<void> {
    if (messages.length === 0) return
    await this.#learn(messages.flatMap(({ peers }) => peers))
    const sightings = messages.flatMap(({ hash, peers }) => peers.map((peer) => ({ hash, ...peer })))
    const spans = (rows: readonly { firstSeen: number; lastSeen: number; timesSeen: number }[]) => [
      plain(rows.map(({ firstSeen }) => firstSeen)),
      plain(rows.map(({ lastSeen }) => lastSeen)),
      plain(rows.map(({ timesSeen }) => timesSeen)),
    ]
    await this.#pool.query({
      name: `record-${how}`,
      text: RECORD[how],
      values: [
        plain(messages.map(({ hash }) => hash)),
        messages.map(({ json }) => json).join(SEPARATOR),
        messages.map((message) => message.class ?? null),
        plain(messages.map(({ bytes }) => bytes)),
        ...spans(messages),
        messages.map(({ words }) => words).join(SEPARATOR),
        messages.map(({ signature }) => stored(signature)),
        plain(sightings.map(({ hash }) => hash)),
        plain(sightings.map(({ identifier }) => this.#peers.get(identifier))),
        ...spans(sightings),
      ],
    })
  }

  async remove(positions: readonly number[]): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query('BEGIN')
      // Messages first: this waits for transactions that add sightings to them.
      await client.query('DELETE FROM messages WHERE id = ANY ($1)', [positions])
      await client.query('DELETE FROM sightings WHERE message_id = ANY ($1)', [positions])
      await client.query('COMMIT')
    } catch (thrown) {
      await client.query('ROLLBACK').catch(() => {})
      throw thrown
    } finally {
      client.release()
    }
  }

  async claim(messages: readonly QuietMessage[], now: number, copies: number): Promise<number[]> {
    const { rows } = await this.#pool.query<{ id: number }>(
      `UPDATE messages SET put_backs = put_backs + 1, quiet_since = CASE WHEN put_backs + 1 >= $1 THEN NULL ELSE $2::bigint END
       FROM unnest($3::bigint[], $4::bigint[]) AS quiet (id, since)
       WHERE messages.id = quiet.id AND quiet_since = since RETURNING messages.id`,
      [copies, now, messages.map(({ position }) => position), messages.map(({ quietSince }) => quietSince)],
    )
    return rows.map(({ id }) => id)
  }

  /** Ensures that all these peers have an id, and caches it. */
  async #learn(peers: readonly SeenAt[]): Promise<void> {
    const unknown = new Map(
      peers.filter(({ identifier }) => !this.#peers.has(identifier)).map((peer) => [peer.identifier, peer]),
    )
    if (unknown.size === 0) return
    if (this.#peers.size > MAX_PEERS) {
      this.#peers.clear()
      return this.#learn(peers)
    }
    const list = [...unknown.values()]
    await this.#pool.query(
      `INSERT INTO peers (identifier, hostname, port)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) ORDER BY 1 ON CONFLICT DO NOTHING`,
      [
        list.map(({ identifier }) => identifier),
        list.map(({ hostname }) => hostname),
        list.map(({ port }) => port),
      ],
    )
    const { rows } = await this.#pool.query<{ id: number; identifier: string }>(
      'SELECT id, identifier FROM peers WHERE identifier = ANY ($1)',
      [[...unknown.keys()]],
    )
    for (const { id, identifier } of rows) this.#peers.set(identifier, id)
  }
}

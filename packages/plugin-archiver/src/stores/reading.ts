import { createHash } from 'node:crypto'
import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type {
  Extent,
  QuietCursor,
  QuietMessage,
  Search,
  SeenAt,
  StoredMessage,
  StoreStatistics,
} from '../archive.js'
import { type Term, termsOf } from '../words.js'
import type { Tables } from './tables.js'

/** How a store searches for words: the tables, the condition, and the column of the position. */
export type WithWords = (terms: readonly Term[]) => {
  readonly from: Sql
  readonly condition: Sql
  readonly position: Sql
}

type Sql = RawBuilder<unknown>
type Row = Pick<Selectable<Tables['messages']>, (typeof COLUMNS)[number]>

const MAX_CLASSES = 100
const COLUMNS = [
  'id',
  'hash',
  'message',
  'class',
  'bytes',
  'first_seen',
  'last_seen',
  'times_seen',
  'signature',
] as const
const COLUMN_LIST = sql.raw(COLUMNS.map((column) => `messages.${column}`).join(', '))

/** The reading operations of an archive, in SQL that all stores share. */
export class Reading {
  readonly #db: Kysely<Tables>
  readonly #withWords: WithWords

  constructor(db: Kysely<Tables>, withWords: WithWords) {
    this.#db = db
    this.#withWords = withWords
  }

  async page(
    search: Search,
    limit: number,
    after?: Pick<StoredMessage, 'firstSeen' | 'position'>,
  ): Promise<StoredMessage[]> {
    // The indexes of words and peers are ordered by position, all others by time.
    const byPosition = search.text !== undefined || search.peer !== undefined
    // A single upper bound: a database uses only one for an index seek.
    const to =
      after === undefined || byPosition
        ? search.to
        : Math.min(search.to ?? after.firstSeen + 1, after.firstSeen + 1)
    const { from, conditions, position: column } = this.#conditions({ ...search, to })
    if (after !== undefined) {
      const { firstSeen, position } = after
      conditions.push(
        byPosition
          ? // libsql binds numbers as REAL. FTS5 seeks by INTEGER only, and would scan instead.
            sql`${column} < CAST(${position} AS BIGINT)`
          : sql`(messages.first_seen, messages.id) < (${firstSeen}, ${position})`,
      )
    }
    const order = byPosition ? sql`${column} DESC` : sql`messages.first_seen DESC, messages.id DESC`
    const { rows } = await sql<Row>`
      SELECT ${COLUMN_LIST} FROM ${from}
      WHERE ${conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` AND `)}
      ORDER BY ${order} LIMIT ${limit}`.execute(this.#db)
    return this.#withPeers(rows)
  }

  async scan(after: number, limit: number): Promise<StoredMessage[]> {
    const query = this.#db
      .selectFrom('messages')
      .select(COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
    return this.#withPeers(await query.execute())
  }

  async get(hash: string): Promise<StoredMessage | undefined> {
    const rows = await this.#db.selectFrom('messages').select(COLUMNS).where('hash', '=', hash).execute()
    return (await this.#withPeers(rows))[0]
  }

  async totals(): Promise<{ messages: number; bytes: number }> {
    const { messages, bytes } = await this.#db
      .selectFrom('messages')
      .select(({ fn }) => [fn.countAll<number>().as('messages'), fn.sum<number>('bytes').as('bytes')])
      .executeTakeFirstOrThrow()
    return { messages: Number(messages), bytes: Number(bytes ?? 0) }
  }

  async stats(storeBytes: number): Promise<StoreStatistics> {
    const totals = await this.totals()
    const { first, last } = await this.#db
      .selectFrom('messages')
      .select(({ fn }) => [fn.min('first_seen').as('first'), fn.max('last_seen').as('last')])
      .executeTakeFirstOrThrow()
    const { peers } = await this.#db
      .selectFrom('peers')
      .select(({ fn }) => fn.countAll<number>().as('peers'))
      .executeTakeFirstOrThrow()
    const classes = await this.#db
      .selectFrom('messages')
      .select(({ fn }) => ['class', fn.countAll<number>().as('count')])
      .groupBy('class')
      .orderBy('count', 'desc')
      .limit(MAX_CLASSES)
      .execute()
    return {
      ...totals,
      storeBytes,
      peers: Number(peers),
      firstSeen: first ?? undefined,
      lastSeen: last ?? undefined,
      classes: Object.fromEntries(classes.map((row) => [row.class ?? '', Number(row.count)])),
    }
  }

  async oldest(limit: number, after?: Extent): Promise<Extent[]> {
    let query = this.#db
      .selectFrom('messages')
      .select(['id', 'bytes', 'last_seen'])
      .orderBy('last_seen')
      .orderBy('id')
      .limit(limit)
    if (after !== undefined)
      query = query.where(sql<SqlBool>`(last_seen, id) > (${after.lastSeen}, ${after.position})`)
    const rows = await query.execute()
    return rows.map((row) => ({ position: row.id, bytes: row.bytes, lastSeen: row.last_seen }))
  }

  async quiet(before: number, limit: number, after?: QuietCursor): Promise<QuietMessage[]> {
    let query = this.#db
      .selectFrom('messages')
      .select(['id', 'hash', 'message', 'quiet_since', 'put_backs'])
      .where('quiet_since', '<', before)
      .orderBy('quiet_since')
      .orderBy('id')
      .limit(limit)
    if (after !== undefined)
      query = query.where(sql<SqlBool>`(quiet_since, id) > (${after.quietSince}, ${after.position})`)
    const rows = await query.execute()
    return rows.map((row) => ({
      position: row.id,
      hash: row.hash,
      json: row.message,
      quietSince: row.quiet_since ?? 0,
      putBacks: row.put_backs,
    }))
  }

  #conditions({ class: kind, from, to, text, peer }: Search): {
    from: Sql
    conditions: Sql[]
    position: Sql
  } {
    const conditions: Sql[] = []
    let tables = sql`messages`
    let position = sql`messages.id`
    const terms = termsOf(text ?? '')
    if (terms.length > 0) {
      const words = this.#withWords(terms)
      tables = words.from
      position = words.position
      conditions.push(words.condition)
    } else if (text !== undefined) conditions.push(sql`1 = 0`)
    if (peer !== undefined) {
      tables = sql`${tables} JOIN sightings ON sightings.message_id = messages.id`
      if (terms.length === 0) position = sql`sightings.message_id`
      conditions.push(sql`peer_id = (SELECT id FROM peers WHERE identifier = ${identifierIn(peer)})`)
    }
    if (kind !== undefined) conditions.push(sql`class = ${kind}`)
    if (from !== undefined) conditions.push(sql`messages.first_seen >= ${from}`)
    if (to !== undefined) conditions.push(sql`messages.first_seen < ${to}`)
    return { from: tables, conditions, position }
  }

  async #withPeers(rows: readonly Row[]): Promise<StoredMessage[]> {
    if (rows.length === 0) return []
    const sightings = await this.#db
      .selectFrom('sightings')
      .innerJoin('peers', 'peers.id', 'sightings.peer_id')
      .select(['message_id', 'identifier', 'hostname', 'port', 'first_seen', 'last_seen', 'times_seen'])
      .where(
        'message_id',
        'in',
        rows.map(({ id }) => id),
      )
      .orderBy('first_seen')
      .orderBy('peer_id')
      .execute()
    const peers = new Map<number, SeenAt[]>()
    for (const { message_id, identifier, hostname, port, ...seen } of sightings) {
      const list = peers.get(message_id) ?? []
      const { first_seen: firstSeen, last_seen: lastSeen, times_seen: timesSeen } = seen
      list.push({ identifier, hostname, port, firstSeen, lastSeen, timesSeen })
      peers.set(message_id, list)
    }
    return rows.map((row) => ({
      position: row.id,
      hash: row.hash,
      json: row.message,
      class: row.class ?? undefined,
      bytes: row.bytes,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
      timesSeen: row.times_seen,
      signature: row.signature ?? 'unknown',
      peers: peers.get(row.id) ?? [],
    }))
  }
}

/** The identifier of a peer, given as such or as `host:port` (specification, "Peers"). */
function identifierIn(peer: string): string {
  const [, hostname, port] = /^(.+):(\d+)$/.exec(peer) ?? []
  return hostname === undefined ? peer : createHash('sha256').update(`${hostname}${port}`).digest('hex')
}

import type { Sighting } from '../../packages/plugin-archiver/src/archive.ts'
import { type Merged, merge } from '../../packages/plugin-archiver/src/stores/merge.ts'
import { PostgresStore } from '../../packages/plugin-archiver/src/stores/postgres.ts'
import { stored } from '../../packages/plugin-archiver/src/stores/tables.ts'
import {
  type PostgresServer,
  startPostgres,
} from '../../packages/plugin-archiver/test/stores/postgres-server.ts'
import { median } from '../table.ts'
import { messages } from './messages.ts'

const BATCH = 1_000

/** Messages per second in the median batch, because other processes delay some batches. */
export interface PostgresFigures {
  readonly store: number
  /** The same rows, prepared in advance, into the same tables: two statements per batch. */
  readonly raw: number
}

/** Writes the same batches to the store and to bare tables of one server, in turns. */
export async function postgresWrites(count: number): Promise<PostgresFigures> {
  const server = await startPostgres()
  try {
    const [url, rawUrl] = [await server.createDatabase(), await server.createDatabase()]
    const store = new PostgresStore(url, url)
    await store.open()
    const empty = new PostgresStore(rawUrl, rawUrl)
    await empty.open()
    await empty.close()
    const client = await server.connect(rawUrl)
    await client.query('SET search_path = clacks_archive')
    const [throughStore, throughEngine]: [number[], number[]] = [[], []]
    for (let from = 0; from < count; from += BATCH) {
      const batch: Sighting[] = messages(from, BATCH)
      const ready = merge(batch)
      throughStore.push(await secondsOf(() => store.record(batch, 'add')))
      throughEngine.push(await secondsOf(() => write(client, ready, from + 1)))
    }
    await client.end()
    await store.close()
    return { store: BATCH / median(throughStore), raw: BATCH / median(throughEngine) }
  } finally {
    await server.remove()
  }
}

type Client = Awaited<ReturnType<PostgresServer['connect']>>

async function write(client: Client, rows: readonly Merged[], firstId: number): Promise<void> {
  const ids = rows.map((_, index) => firstId + index)
  const firstSeen = rows.map((row) => row.firstSeen)
  const lastSeen = rows.map((row) => row.lastSeen)
  const timesSeen = rows.map((row) => row.timesSeen)
  await client.query('BEGIN')
  await client.query({
    name: 'messages',
    text: `INSERT INTO messages (id, hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since, signature, words)
      SELECT id, hash, message, class, bytes, first_seen, last_seen, times_seen, last_seen, signature,
        array_to_tsvector(array_remove(string_to_array(words, ' '), ''))
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[])
      AS given (id, hash, message, class, bytes, first_seen, last_seen, times_seen, words, signature)`,
    values: [
      ids,
      rows.map(({ hash }) => hash),
      rows.map(({ json }) => json),
      rows.map((row) => row.class ?? null),
      rows.map(({ bytes }) => bytes),
      firstSeen,
      lastSeen,
      timesSeen,
      rows.map(({ words }) => words),
      rows.map(({ signature }) => stored(signature)),
    ],
  })
  await client.query({
    name: 'sightings',
    text: 'INSERT INTO sightings SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])',
    values: [ids, ids.map((id) => id % 50), firstSeen, lastSeen, timesSeen],
  })
  await client.query('COMMIT')
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

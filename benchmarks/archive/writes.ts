import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import type { Sighting } from '../../packages/plugin-archiver/src/archive.ts'
import { type Merged, merge } from '../../packages/plugin-archiver/src/stores/merge.ts'
import { SqliteStore } from '../../packages/plugin-archiver/src/stores/sqlite.ts'
import { stored } from '../../packages/plugin-archiver/src/stores/tables.ts'
import { messages } from './messages.ts'

const BATCH = 1_000
/** Rows per statement: more do not make it faster. */
const ROWS = 500

/** Messages per CPU second, and their size on disk. */
export interface WriteFigures {
  readonly store: number
  /** The same rows, prepared in advance: one per statement, and many per statement. */
  readonly rowByRow: number
  readonly bulk: number
  readonly bytesEach: number
}

/** One round: the same messages through the store, and into the same tables directly. */
export async function writes(count: number, round: number): Promise<WriteFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  try {
    const batches: Sighting[][] = []
    for (let from = 0; from < count; from += BATCH) batches.push(messages(from + round * count, BATCH))
    const ready = batches.map((batch) => merge(batch))
    const file = join(folder, 'store.db')
    return {
      store: count / (await throughStore(file, batches)),
      rowByRow: count / (await throughEngine(join(folder, 'rows.db'), ready, writeRowByRow)),
      bulk: count / (await throughEngine(join(folder, 'bulk.db'), ready, writeInBulk)),
      bytesEach: statSync(file).size / count,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Everything that the store does for a message: canonical form, hash, words, merge, rows. */
async function throughStore(file: string, batches: readonly Sighting[][]): Promise<number> {
  const store = new SqliteStore(file)
  await store.open()
  const began = process.cpuUsage()
  for (const batch of batches) await store.record(batch, 'add')
  const seconds = secondsSince(began)
  await store.close()
  return seconds
}

type Peers = ReadonlyMap<string, number>
type Prepare = (db: Database.Database, peers: Peers) => (batch: readonly Merged[], firstId: number) => void

/** Only the rows, in transactions of the same size. */
async function throughEngine(file: string, ready: readonly Merged[][], prepare: Prepare): Promise<number> {
  const empty = new SqliteStore(file)
  await empty.open()
  await empty.close()
  const db = new Database(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000')
  const write = prepare(db, peersOf(db, ready))
  let id = 1
  const began = process.cpuUsage()
  for (const batch of ready) {
    db.exec('BEGIN IMMEDIATE')
    write(batch, id)
    db.exec('COMMIT')
    id += batch.length
  }
  const seconds = secondsSince(began)
  db.close()
  return seconds
}

function peersOf(db: Database.Database, ready: readonly Merged[][]): Peers {
  const peers = new Map<string, number>()
  const insert = db.prepare('INSERT INTO peers (identifier, hostname, port) VALUES (?, ?, ?)')
  for (const { identifier, hostname, port } of ready.flat().flatMap((each) => each.peers)) {
    if (!peers.has(identifier))
      peers.set(identifier, Number(insert.run(identifier, hostname, port).lastInsertRowid))
  }
  return peers
}

const INTO_MESSAGES =
  'INSERT INTO messages (id, hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since, signature)'

const messageRow = (row: Merged, id: number) => {
  const { hash, json, bytes, firstSeen, lastSeen, timesSeen } = row
  return [
    id,
    hash,
    json,
    row.class ?? null,
    bytes,
    firstSeen,
    lastSeen,
    timesSeen,
    lastSeen,
    stored(row.signature),
  ]
}

const sightingRow = ({ peers: [peer], firstSeen, lastSeen, timesSeen }: Merged, id: number, peers: Peers) => [
  id,
  peers.get(peer?.identifier ?? '') ?? 0,
  firstSeen,
  lastSeen,
  timesSeen,
]

/** The usual way: three prepared statements. */
const writeRowByRow: Prepare = (db, peers) => {
  const message = db.prepare(`${INTO_MESSAGES} VALUES ${places(10, 1)}`)
  const words = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const sighting = db.prepare(`INSERT INTO sightings VALUES ${places(5, 1)}`)
  return (batch, firstId) => {
    for (const [index, row] of batch.entries()) {
      const id = firstId + index
      message.run(messageRow(row, id))
      words.run([id, row.words])
      sighting.run(sightingRow(row, id, peers))
    }
  }
}

/** The fastest way that we know. */
const writeInBulk: Prepare = (db, peers) => {
  const message = db.prepare(
    `${INTO_MESSAGES.replace('INSERT', 'INSERT OR IGNORE')} VALUES ${places(10, ROWS)}`,
  )
  const words = db.prepare('INSERT INTO words (rowid, text) SELECT ? + key, value FROM json_each(?)')
  const sighting = db.prepare(`INSERT INTO sightings VALUES ${places(5, ROWS)}`)
  return (batch, firstId) => {
    for (let place = 0; place < batch.length; place += ROWS) {
      const rows = batch.slice(place, place + ROWS)
      message.run(rows.flatMap((row, index) => messageRow(row, firstId + place + index)))
      sighting.run(rows.flatMap((row, index) => sightingRow(row, firstId + place + index, peers)))
    }
    words.run([firstId, JSON.stringify(batch.map((row) => row.words))])
  }
}

function places(columns: number, rows: number): string {
  return Array(rows)
    .fill(`(${Array(columns).fill('?').join()})`)
    .join()
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1e6
}

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import type { Sighting } from '../../packages/plugin-archiver/src/archive.ts'
import { merge } from '../../packages/plugin-archiver/src/stores/merge.ts'
import { SqliteStore } from '../../packages/plugin-archiver/src/stores/sqlite.ts'
import { messages } from './messages.ts'

const BATCH = 1_000

/** Messages a second of CPU (others on the machine do not count), and what they take on the disk. */
export interface WriteFigures {
  readonly store: number
  readonly raw: number
  readonly bytesEach: number
}

/** One round: the same messages into the store, and into the same tables with bare statements of the engine. */
export async function writes(count: number, round: number): Promise<WriteFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  try {
    const batches: Sighting[][] = []
    for (let from = 0; from < count; from += BATCH) batches.push(messages(from + round * count, BATCH))
    const store = await throughStore(join(folder, 'store.db'), batches)
    const raw = await throughEngine(join(folder, 'raw.db'), batches)
    return {
      store: count / store,
      raw: count / raw,
      bytesEach: statSync(join(folder, 'store.db')).size / count,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Everything that the store does for a message: canonical form, hash, words, merging, rows. */
async function throughStore(file: string, batches: readonly Sighting[][]): Promise<number> {
  const store = new SqliteStore(file)
  await store.open()
  const began = process.cpuUsage()
  for (const batch of batches) await store.record(batch, 'add')
  const seconds = secondsSince(began)
  await store.close()
  return seconds
}

/** The rows alone, ready made, by prepared statements in transactions of the same size. */
async function throughEngine(file: string, batches: readonly Sighting[][]): Promise<number> {
  const ready = batches.map((batch) => merge(batch))
  const empty = new SqliteStore(file)
  await empty.open()
  await empty.close()
  const db = new Database(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000')
  const peers = new Map<string, number>()
  const peer = db.prepare('INSERT INTO peers (identifier, hostname, port) VALUES (?, ?, ?)')
  for (const { identifier, hostname, port } of ready.flat().flatMap((each) => each.peers)) {
    if (!peers.has(identifier))
      peers.set(identifier, Number(peer.run(identifier, hostname, port).lastInsertRowid))
  }
  const message = db.prepare(
    `INSERT INTO messages (hash, message, class, bytes, first_seen, last_seen, times_seen, quiet_since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const words = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const sighting = db.prepare('INSERT INTO sightings VALUES (?, ?, ?, ?, ?)')
  let id = 0
  const began = process.cpuUsage()
  for (const batch of ready) {
    db.exec('BEGIN IMMEDIATE')
    for (const row of batch) {
      const { hash, json, bytes, firstSeen, lastSeen, timesSeen } = row
      message.run([hash, json, row.class ?? null, bytes, firstSeen, lastSeen, timesSeen, lastSeen])
      words.run([++id, row.words])
      sighting.run([id, peers.get(row.peers[0]?.identifier ?? ''), firstSeen, lastSeen, timesSeen])
    }
    db.exec('COMMIT')
  }
  const seconds = secondsSince(began)
  db.close()
  return seconds
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1e6
}

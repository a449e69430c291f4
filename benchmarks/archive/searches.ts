import Database from 'libsql'
import type { ArchiveStore, Search, StoredMessage } from '../../packages/plugin-archiver/src/archive.ts'
import { messages } from './messages.ts'

const BATCH = 5_000
const PAGE = 20

/** The duration of the pages of a search. */
export interface SearchFigures {
  readonly name: string
  readonly first: Times
  /** Pages after half of the results, and after nearly all of them. */
  readonly half: Times
  readonly last: Times
}

/** CPU milliseconds of this process, and wall-clock milliseconds. */
export interface Times {
  readonly cpu: Percentiles
  readonly clock: Percentiles
}

export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

const SEARCHES: readonly (readonly [string, (round: number, count: number) => Search])[] = [
  ['everything', () => ({})],
  ['of a class', () => ({ class: 'note' })],
  ['a time', (round, count) => ({ from: 0, to: Math.floor(count * 0.9) + round })],
  ['from a peer', (round) => ({ peer: `tower-${round % 50}.example:8080` })],
  ['a word that all have', () => ({ text: 'common' })],
  ['a word that one in 1,000 has', () => ({ text: 'rare' })],
  ['a word that one has', (round, count) => ({ text: `only${(round * 7_919) % count}` })],
  ['two words', (round) => ({ text: `common author${round % 97}` })],
  ['a beginning that one in ten has', (round) => ({ text: `author${1 + (round % 9)}*` })],
  ['a word of a class', () => ({ text: 'common', class: 'note' })],
]

/** Fills and compacts an archive. */
export async function fill(store: ArchiveStore, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) await store.record(messages(from, BATCH), 'add')
  await store.compact()
}

/** Measures all searches, first and deep pages, `rounds` times each. */
export async function searches(store: ArchiveStore, count: number, rounds: number): Promise<SearchFigures[]> {
  const figures: SearchFigures[] = []
  for (const [name, searchOf] of SEARCHES) {
    const pages = (after?: Pick<StoredMessage, 'firstSeen' | 'position'>) =>
      measure(rounds, (round) => store.page(searchOf(round, count), PAGE, after))
    const behind = (place: number) => ({ firstSeen: place, position: place })
    figures.push({
      name,
      first: await pages(),
      half: await pages(behind(Math.floor(count / 2))),
      last: await pages(behind(Math.floor(count / 100))),
    })
  }
  return figures
}

async function measure(rounds: number, run: (round: number) => Promise<unknown>): Promise<Times> {
  const [cpu, clock]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const [before, began] = [process.cpuUsage(), performance.now()]
    await run(round)
    clock.push(performance.now() - began)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1_000)
  }
  return { cpu: percentiles(cpu), clock: percentiles(clock) }
}

function percentiles(figures: readonly number[]): Percentiles {
  const sorted = [...figures].sort((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

/** The query plans of SQLite for a deep page of words, and of a class. */
export function plans(file: string): string[] {
  const db = new Database(file)
  const explain = (query: string) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${query}`)
      .all()
      .map((row) => String(Reflect.get(Object(row), 'detail')))
      .join('; ')
  const found = [
    explain(`SELECT messages.id FROM words CROSS JOIN messages ON messages.id = words.rowid
      WHERE words MATCH '"common"' AND words.rowid < CAST(1000 AS BIGINT) ORDER BY words.rowid DESC LIMIT 20`),
    explain(`SELECT id FROM messages WHERE class = 'note' AND first_seen < 1001 AND (first_seen, id) < (1000, 1000)
      ORDER BY first_seen DESC, id DESC LIMIT 20`),
  ]
  db.close()
  return found
}

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArchiveStore } from '../../packages/plugin-archiver/src/archive.ts'
import { PostgresStore } from '../../packages/plugin-archiver/src/stores/postgres.ts'
import { SqliteStore } from '../../packages/plugin-archiver/src/stores/sqlite.ts'
import { startPostgres } from '../../packages/plugin-archiver/test/stores/postgres-server.ts'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import type { PostgresFigures } from './postgres-writes.ts'
import { receiving } from './receiving.ts'
import { fill, plans, searches, type Times } from './searches.ts'
import { type WriteFigures, writes } from './writes.ts'

const OFFERED = 10_000
const WRITTEN = 30_000
const SEARCHED = 1_000_000
const SEARCH_ROUNDS = 100
const GOAL_MS = 50

/** The cost of the archive for the receiver, and the speed of its writes and searches. */
export async function archive(effort: Effort): Promise<Goal[]> {
  return [...(await receiver(effort)), ...(await store(effort)), ...(await search())]
}

async function receiver({ rounds, seconds }: Effort): Promise<Goal[]> {
  const { bare, archived } = await receiving(OFFERED, rounds, seconds)
  const [kept, cpu] = [archived.rate / bare.rate, archived.node / bare.node]
  printTable(
    [`receiver, offered ${OFFERED} messages/s`, 'messages/s', 'µs of its thread', 'µs of all threads'],
    [
      ['without an archive', bare.rate.toFixed(0), bare.node.toFixed(1), bare.process.toFixed(1)],
      ['with an archive', archived.rate.toFixed(0), archived.node.toFixed(1), archived.process.toFixed(1)],
    ],
  )
  return [
    { text: `a receiver with an archive: ${percent(kept)} of its rate, goal 85`, met: kept >= 0.85 },
    { text: `CPU of its thread: ${percent(cpu)} a message, goal 115 at most`, met: cpu <= 1.15 },
  ]
}

async function store({ rounds }: Effort): Promise<Goal[]> {
  const sqlite: WriteFigures[] = []
  const postgres: PostgresFigures[] = []
  for (let round = 0; round < rounds; round++) {
    sqlite.push(await writes(WRITTEN, round))
    postgres.push(await postgresWrites(2 * WRITTEN))
  }
  const rate = (figures: readonly number[]) => median(figures).toFixed(0)
  printTable(
    ['writes', 'SQLite, messages a second of CPU', 'PostgreSQL, messages a second'],
    [
      ['store', rate(sqlite.map((each) => each.store)), rate(postgres.map((each) => each.store))],
      [
        'the engine alone, in bulk',
        rate(sqlite.map(({ bulk }) => bulk)),
        rate(postgres.map(({ raw }) => raw)),
      ],
      ['the engine alone, a row a statement', rate(sqlite.map(({ rowByRow }) => rowByRow)), ''],
      ['bytes a message', rate(sqlite.map(({ bytesEach }) => bytesEach)), ''],
    ],
  )
  const ratios = {
    'SQLite, a row a statement': median(sqlite.map((each) => each.store / each.rowByRow)),
    'SQLite, in bulk': median(sqlite.map((each) => each.store / each.bulk)),
    'PostgreSQL, in bulk': median(postgres.map((each) => each.store / each.raw)),
  }
  return Object.entries(ratios).map(([name, ratio]) => ({
    text: `writes: ${percent(ratio)} of those of ${name}, goal 70`,
    met: ratio >= 0.7,
  }))
}

async function search(): Promise<Goal[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  const server = await startPostgres()
  try {
    const file = join(folder, 'archive.db')
    const url = await server.createDatabase()
    const goals = [
      await searchIn(new SqliteStore(file), 'SQLite', 'cpu'),
      await searchIn(new PostgresStore(url, url), 'PostgreSQL', 'clock'),
    ]
    for (const plan of plans(file)) console.log(plan)
    return goals
  } finally {
    await server.remove()
    rmSync(folder, { recursive: true })
  }
}

/** @param by CPU milliseconds if the engine runs in this process, else wall-clock milliseconds */
async function searchIn(store: ArchiveStore, engine: string, by: keyof Times): Promise<Goal> {
  await fill(store, SEARCHED)
  const found = await searches(store, SEARCHED, SEARCH_ROUNDS)
  await store.close()
  const times = found.map(({ first, half, last }) => [first[by], half[by], last[by]])
  const text = (milliseconds: number) => milliseconds.toFixed(2)
  printTable(
    [
      `a page of ${SEARCHED} in ${engine}, ms (${by})`,
      'first p50',
      'p99',
      'half p50',
      'p99',
      'last p50',
      'p99',
    ],
    found.map(({ name }, row) => [
      name,
      ...(times[row] ?? []).flatMap(({ p50, p99 }) => [text(p50), text(p99)]),
    ]),
  )
  const worst = Math.max(...times.flat().map(({ p99 }) => p99))
  return { text: `search in ${engine}: p99 ${text(worst)} ms at most, goal ${GOAL_MS}`, met: worst < GOAL_MS }
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`
}

async function postgresWrites(count: number): Promise<PostgresFigures> {
  const program = fileURLToPath(new URL('postgres-process.ts', import.meta.url))
  const child = fork(program, [String(count)], { execArgv: ['--import', 'tsx'] })
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) =>
    Promise.reject(new Error(`The benchmark of PostgreSQL ended with ${code}.`)),
  )
  const [figures] = await Promise.race([once(child, 'message'), failed])
  await ended
  return figures
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { receiving } from './receiving.ts'
import { fill, plans, searches } from './searches.ts'
import { writes } from './writes.ts'

const WRITTEN = 30_000
const SEARCHED = 1_000_000
const SEARCH_ROUNDS = 100
const GOAL_MS = 50

/** What the archive costs the receiver, how near its writes come to the engine, and how long a search takes. */
export async function archive({ rounds, seconds }: Effort): Promise<Goal[]> {
  const rates = await receiving(rounds, seconds)
  const kept = rates.archived / rates.bare
  printTable(
    ['receiver', 'messages/s'],
    [
      ['without an archive', rates.bare.toFixed(0)],
      ['with an archive', rates.archived.toFixed(0)],
    ],
  )

  const figures = []
  for (let round = 0; round < rounds; round++) figures.push(await writes(WRITTEN, round))
  const ratio = median(figures.map(({ store, raw }) => store / raw))
  printTable(
    ['writes', 'messages a second of CPU'],
    [
      ['store', median(figures.map(({ store }) => store)).toFixed(0)],
      ['the engine alone', median(figures.map(({ raw }) => raw)).toFixed(0)],
      ['bytes a message', median(figures.map(({ bytesEach }) => bytesEach)).toFixed(0)],
    ],
  )

  const folder = mkdtempSync(join(tmpdir(), 'clacks-bench-'))
  try {
    const file = join(folder, 'archive.db')
    await fill(file, SEARCHED)
    const found = await searches(file, SEARCHED, SEARCH_ROUNDS)
    const text = (milliseconds: number) => milliseconds.toFixed(2)
    printTable(
      [`ms, page of ${SEARCHED} messages`, 'first p50', 'first p99', 'deep p50', 'deep p99'],
      found.map(({ name, first, deep }) => [name, ...[first.p50, first.p99, deep.p50, deep.p99].map(text)]),
    )
    for (const plan of plans(file)) console.log(plan)
    const worst = Math.max(...found.flatMap(({ first, deep }) => [first.p99, deep.p99]))
    return [
      {
        text: `a receiver with an archive: ${(kept * 100).toFixed(0)} % of its rate, goal 85`,
        met: kept >= 0.85,
      },
      { text: `writes: ${(ratio * 100).toFixed(0)} % of those of the engine, goal 70`, met: ratio >= 0.7 },
      { text: `search: p99 ${text(worst)} ms at most, goal ${GOAL_MS}`, met: worst < GOAL_MS },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

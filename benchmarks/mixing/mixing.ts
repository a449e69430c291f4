import type { Effort, Goal } from '../goal.ts'
import { printTable } from '../table.ts'
import { type Mixing, mix } from './network.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

/** The most messages of others that a node may hold, where each node starts with one. */
const MAX_HELD = 60
const MAX_SKEW = 1.2

/**
 * Whether networks of real nodes mix, from different starts: one seed a round.
 * The worst of the seeds counts.
 */
export async function mixing({ rounds }: Effort): Promise<Goal[]> {
  const goals: Goal[] = []
  const rows: string[][] = []
  for (const scenario of SCENARIOS) {
    const runs: Mixing[] = []
    for (let seed = 1; seed <= rounds; seed++) runs.push(await mix(scenario, seed))
    rows.push(rowOf(scenario, runs))
    console.error(rows.at(-1)?.join('  '))
    goals.push(goalOf(scenario, runs))
  }
  printTable(
    ['start', 'nodes', 'fullest queue', 'pace at 64 s', 'pace later', 'unknown', 'in-degree sd / √mean'],
    rows,
  )
  return goals
}

function rowOf({ name, nodes }: Scenario, runs: readonly Mixing[]): string[] {
  const worst = worstOf(runs)
  return [
    name,
    `${nodes}`,
    `${worst.fullest}`,
    worst.earlyPace.toFixed(2),
    worst.pace.toFixed(2),
    `${worst.unknown}`,
    worst.skew.toFixed(2),
  ]
}

function goalOf({ name, messages, paceGoal }: Scenario, runs: readonly Mixing[]): Goal {
  const { fullest, earlyPace, unknown, skew } = worstOf(runs)
  const isFullGoal = messages === 1
  const met =
    earlyPace >= paceGoal && (!isFullGoal || (fullest <= MAX_HELD && unknown === 0 && skew <= MAX_SKEW))
  const queue = isFullGoal ? `, at most ${MAX_HELD} held, nobody unknown, sd at most ${MAX_SKEW} √mean` : ''
  return { text: `${name}: a pace of ${paceGoal} after 64 s${queue}`, met }
}

function worstOf(runs: readonly Mixing[]): Mixing {
  return {
    fullest: Math.max(...runs.map(({ fullest }) => fullest)),
    earlyPace: Math.min(...runs.map(({ earlyPace }) => earlyPace)),
    pace: Math.min(...runs.map(({ pace }) => pace)),
    unknown: Math.max(...runs.map(({ unknown }) => unknown)),
    skew: Math.max(...runs.map(({ skew }) => skew)),
  }
}

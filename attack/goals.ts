import type { Outcome, Run } from './attack.ts'

/** Minutes within which each honest newcomer receives half of what others receive. */
const NEWCOMERS_IN = 10

/**
 * What attackers may capture at most, as a multiple of their share of all machines; undefined where
 * nothing is promised: many machines that are there before the honest ones know each other.
 */
export function ratioGoal({ from, share }: Pick<Run, 'from' | 'share'>): number | undefined {
  if (from === 'start') return share <= 0.1 ? 1.3 : undefined
  return share <= 0.2 ? 1.1 : 1.2
}

/** The mean ratio of what attackers captured to their share of all machines. */
export function ratioOf(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { captured, fair }) => sum + captured / fair, 0) / outcomes.length
}

/** The goals that a run misses in any of its seeds; the ratio is that of all seeds. */
export function missedGoals(
  run: Pick<Run, 'from' | 'share' | 'honest'>,
  outcomes: readonly Outcome[],
): string[] {
  const missed: string[] = []
  if (ratioOf(outcomes) > (ratioGoal(run) ?? Number.POSITIVE_INFINITY)) missed.push('ratio')
  if (outcomes.some(({ leastKnown }) => leastKnown < run.honest - 1)) missed.push('known')
  if (outcomes.some(({ newcomersIn = Number.POSITIVE_INFINITY }) => newcomersIn > NEWCOMERS_IN))
    missed.push('newcomers')
  return missed
}

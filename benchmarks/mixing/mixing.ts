import type { Effort, Goal } from '../goal.ts'
import { median, printTable } from '../table.ts'
import { coverRatio } from './cover.ts'
import { type Mixing, mix } from './mix.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

/** The most messages of others that a node may hold, where each node starts with one. */
const MAX_HELD = 60
/** Sends a node and second are fewer in a network that takes longer to get to know itself. */
const LARGE = 10_000
const MAX_SKEW = { small: 1.2, large: 2.5 }
const PACE_AT_512_IF_LARGE = 0.45
const MIN_ACROSS = 0.45
const MAX_COVER_RATIO = 1.1
/** Measured beside the scenarios: how soon a message has been everywhere. */
const COVER = 'cover-time'

/** One figure of a run, and its goal. */
interface Figure {
  readonly title: string
  readonly of: (mixing: Mixing) => number
  readonly digits: number
  /** Undefined if nothing is asked of it. */
  readonly goal: { readonly least: number } | { readonly most: number } | undefined
}

/**
 * Whether networks of real nodes mix, from different starts: one seed a round. The worst of the
 * seeds counts.
 */
export async function mixing({ rounds, nodes, scenarios, until }: Effort): Promise<Goal[]> {
  const goals: Goal[] = []
  const rows: string[][] = []
  for (const scenario of SCENARIOS) {
    if (scenarios.length > 0 && !scenarios.includes(scenario.name)) continue
    const seconds = until ?? scenario.seconds
    const runs: Mixing[] = []
    for (let seed = 1; seed <= rounds; seed++) runs.push(await mix({ ...scenario, seconds }, nodes, seed))
    for (const figure of figuresOf(scenario, nodes)) {
      const seen = runs.map(figure.of)
      const worst = worstOf(seen, figure)
      const { title, digits } = figure
      rows.push([
        scenario.name,
        title,
        goalText(figure),
        median(seen).toFixed(digits),
        worst?.toFixed(digits) ?? '',
      ])
      if (worst !== undefined)
        goals.push({
          text: `${scenario.name}: ${title} ${worst.toFixed(digits)}, ${goalText(figure)}`,
          met: isMet(worst, figure),
        })
    }
  }
  if (scenarios.length === 0 || scenarios.includes(COVER)) {
    const seen: number[] = []
    for (let seed = 1; seed <= rounds; seed++) seen.push(await coverRatio(nodes, seed))
    const worst = Math.max(...seen)
    const title = 'sends, relative to a regular graph'
    rows.push([COVER, title, `at most ${MAX_COVER_RATIO}`, median(seen).toFixed(2), worst.toFixed(2)])
    goals.push({
      text: `${COVER}: ${title} ${worst.toFixed(2)}, at most ${MAX_COVER_RATIO}`,
      met: worst <= MAX_COVER_RATIO,
    })
  }
  printTable([`start, ${nodes} nodes`, 'figure', 'goal', `median of ${rounds}`, 'worst'], rows)
  return goals
}

function figuresOf({ messages, paceGoals, legacy, partition }: Scenario, nodes: number): Figure[] {
  const isLarge = nodes >= LARGE
  const isFull = messages === 1 && legacy === undefined
  const [after64, after512] = paceGoals ?? []
  const least512 = isLarge && after512 !== undefined ? Math.min(after512, PACE_AT_512_IF_LARGE) : after512
  const ifFull = (most: number): Figure['goal'] => (isFull ? { most } : undefined)
  const figures: Figure[] = [
    { title: 'pace at 64 s', of: ({ pace64 }) => pace64, digits: 2, goal: least(after64) },
    { title: 'pace at 512 s', of: ({ pace512 }) => pace512, digits: 2, goal: least(least512) },
    { title: 'messages of others held', of: ({ fullest }) => fullest, digits: 0, goal: ifFull(MAX_HELD) },
    { title: 'unknown to all', of: ({ unknown }) => unknown, digits: 0, goal: ifFull(0) },
    {
      title: 'in-degree sd / √mean',
      of: ({ skew }) => skew,
      digits: 2,
      goal: ifFull(isLarge ? MAX_SKEW.large : MAX_SKEW.small),
    },
  ]
  if (partition !== undefined)
    figures.push({ title: 'across', of: ({ across }) => across, digits: 2, goal: least(MIN_ACROSS) })
  return figures
}

function least(figure: number | undefined): Figure['goal'] {
  return figure === undefined ? undefined : { least: figure }
}

function worstOf(seen: readonly number[], { goal }: Figure): number | undefined {
  if (goal === undefined) return undefined
  return 'least' in goal ? Math.min(...seen) : Math.max(...seen)
}

function isMet(figure: number, { goal }: Figure): boolean {
  if (goal === undefined) return true
  return 'least' in goal ? figure >= goal.least : figure <= goal.most
}

function goalText({ goal, digits }: Figure): string {
  if (goal === undefined) return ''
  return 'least' in goal
    ? `at least ${goal.least}`
    : `at most ${goal.most.toFixed(goal.most % 1 === 0 ? 0 : digits)}`
}

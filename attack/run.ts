import { parseArgs } from 'node:util'
import { printTable } from '../benchmarks/table.ts'
import { attack, type Outcome, type Run } from './attack.ts'
import { missedGoals, ratioGoal, ratioOf } from './goals.ts'
import { SCENARIOS } from './scenarios.ts'

/**
 * `npm run attack -- --scenario hybrid --honest 200 --share 10,30 --minutes 120 --seeds 5`: the
 * share of all messages that attackers capture, beside their share of all machines, and what it may
 * be. `--from start`: they are there from the first second. `--friends attackers`: they name each
 * other. With `--goals`, it exits with 1 if a goal is missed anywhere.
 */
const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'all' },
    honest: { type: 'string', default: '200' },
    share: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '120' },
    seeds: { type: 'string', default: '1' },
    'first-seed': { type: 'string', default: '1' },
    from: { type: 'string', default: 'mixed' },
    friends: { type: 'string', default: 'none' },
    goals: { type: 'boolean', default: false },
  },
})
const listed = (text: string): string[] => text.split(',')
const names = values.scenario === 'all' ? SCENARIOS.map(({ name }) => name) : listed(values.scenario)
const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values['first-seed']) + index)
const rows: string[][] = []
let missed = 0
for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name)))
  for (const from of listed(values.from))
    for (const friends of listed(values.friends))
      for (const honest of listed(values.honest).map(Number))
        for (const share of scenario.machines === 'share' ? listed(values.share).map(Number) : [0]) {
          const run: Omit<Run, 'seed'> = {
            scenario,
            honest,
            share: share / 100,
            minutes: Number(values.minutes),
            from: from === 'start' ? 'start' : 'mixed',
            friends: friends === 'none' ? 'none' : 'attackers',
          }
          const outcomes: Outcome[] = []
          for (const seed of seeds) outcomes.push(await attack({ ...run, seed }))
          rows.push(rowOf(run, outcomes))
          missed += missedGoals(run, outcomes).length
          console.error(rows.at(-1)?.join('  '))
        }
const HEAD = [
  'scenario',
  'from',
  'friends',
  'honest',
  'machines',
  'addresses',
  'fair',
  'captured',
  'most',
  'ratio',
  'goal',
  'least known',
  'newcomers',
  'pace',
  'missed',
]
console.log(`${values.minutes} minutes, ${seeds.length} seeds\n`)
printTable(HEAD, rows)
if (missed > 0) {
  console.error(`Goals missed: ${missed}.`)
  if (values.goals) process.exitCode = 1
}

function rowOf(run: Omit<Run, 'seed'>, outcomes: readonly Outcome[]): string[] {
  const newcomers = outcomes.map(({ newcomersIn }) => newcomersIn ?? Number.POSITIVE_INFINITY)
  return [
    run.scenario.name,
    run.from,
    run.friends,
    `${run.honest}`,
    `${outcomes[0]?.machines}`,
    `${outcomes[0]?.addresses}`,
    percent(mean(outcomes.map(({ fair }) => fair))),
    percent(mean(outcomes.map(({ captured }) => captured))),
    percent(Math.max(...outcomes.map(({ captured }) => captured))),
    ratioOf(outcomes).toFixed(2),
    ratioGoal(run)?.toFixed(1) ?? '-',
    `${Math.min(...outcomes.map(({ leastKnown }) => leastKnown))}`,
    newcomers.every(Number.isFinite) ? `${Math.max(...newcomers)} min` : 'not all',
    Math.min(...outcomes.map(({ pace }) => pace)).toFixed(2),
    missedGoals(run, outcomes).join(', '),
  ]
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

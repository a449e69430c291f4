import { parseArgs } from 'node:util'
import { archive } from './archive/archive.ts'
import type { Effort, Goal } from './goal.ts'
import { memory } from './memory/memory.ts'
import { metrics } from './metrics/metrics.ts'
import { mixing } from './mixing/mixing.ts'
import { peers } from './peers/peers.ts'
import { profile } from './profile/profile.ts'
import { relay } from './relay/relay.ts'
import { simulation } from './simulation/simulation.ts'
import { start } from './start/start.ts'
import { structures } from './structures/structures.ts'
import { wire } from './wire/wire.ts'

const BENCHMARKS: Record<string, (effort: Effort) => Promise<Goal[]>> = {
  structures,
  memory,
  simulation,
  start,
  wire,
  relay,
  metrics,
  archive,
  mixing,
  profile,
  peers,
}
/** Those that run only if they are named: they are long, have no goal, or install packages. */
const NAMED_ONLY: readonly string[] = ['mixing', 'profile', 'peers']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    messages: { type: 'string', default: 'Infinity' },
    only: { type: 'string', multiple: true, default: [] },
    against: { type: 'string' },
    nodes: { type: 'string', default: '300' },
    scenario: { type: 'string', multiple: true, default: [] },
    until: { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !(name in BENCHMARKS))
if (unknown.length > 0) {
  console.error(`Unknown benchmark: ${unknown.join(', ')}. Available: ${Object.keys(BENCHMARKS).join(', ')}.`)
  process.exit(2)
}
const effort = {
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  messages: Number(values.messages),
  only: values.only,
  against: values.against,
  nodes: Number(values.nodes),
  scenarios: values.scenario,
  until: values.until === undefined ? undefined : Number(values.until),
}
const goals: Goal[] = []
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 ? !positionals.includes(name) : NAMED_ONLY.includes(name)) continue
  console.log(`\n## ${name}\n`)
  goals.push(...(await benchmark(effort)))
}
console.log('\n## goals\n')
for (const { text, met } of goals) console.log(`${met ? 'met   ' : 'MISSED'}  ${text}`)
if (values.strict && goals.some(({ met }) => !met)) process.exit(1)

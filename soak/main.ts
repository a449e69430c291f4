import { parseArgs } from 'node:util'
import { soak } from './soak.ts'

/**
 * `npm run soak -- --minutes 60 --seed 7`: nodes with all plugins, disrupted. Exits with 1 if a
 * promise of docs/guarantees.md does not hold.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    nodes: { type: 'string', default: '4' },
    messages: { type: 'string', default: '10000' },
    verbose: { type: 'boolean', default: false },
  },
})
const { minutes, seed, nodes, messages } = {
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  nodes: Number(values.nodes),
  messages: Number(values.messages),
}
if (![minutes, seed, nodes, messages].every((value) => value > 0)) {
  console.error('Usage: npm run soak -- [--minutes N] [--seed N] [--nodes N] [--messages N] [--verbose]')
  process.exit(2)
}
console.log(`soak: ${nodes} nodes for ${minutes} minutes, seed ${seed}`)
const started = performance.now()
const { rows, broken } = await soak({
  minutes,
  seed,
  nodes,
  messages,
  began: (disruption, tower) => {
    if (values.verbose)
      console.log(`${((performance.now() - started) / 1_000).toFixed(1)} s  ${tower}  ${disruption}`)
  },
})
const width = Math.max(...rows.map(([what]) => what.length))
for (const [what, value] of rows) console.log(`${what.padEnd(width)}  ${value}`)
for (const each of broken) console.error(`broken: ${each}`)
console.log(broken.length === 0 ? 'All promises hold.' : `${broken.length} promises are broken.`)
process.exitCode = broken.length === 0 ? 0 : 1

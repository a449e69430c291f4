import { parseArgs } from 'node:util'
import { printTable } from '../benchmarks/table.ts'
import { fuzz } from './fuzz.ts'
import { TARGETS } from './targets.ts'
import { Watchdog } from './watchdog.ts'

/**
 * `npm run fuzz -- --target payload,http --seconds 60 --seed 7`: reads inputs that are almost
 * right, made by fast-check from a seed. The smallest input that violates something is stored in
 * `test/regressions/`, and the exit code is 1.
 *
 * Not coverage-guided: the library for that, `@jazzer.js/core` 4.0, brings a native part that needs
 * glibc 2.38, which Debian 12 does not have.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: Object.keys(TARGETS).join(',') },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const names = values.target.split(',')
const unknown = names.filter((name) => !Object.hasOwn(TARGETS, name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Targets: ${Object.keys(TARGETS).join(', ')}.`)
  process.exit(2)
}
const watchdog = new Watchdog()
const rows: string[][] = []
let failed = false
try {
  for (const name of names) {
    const report = await fuzz(name, {
      seed: Number(values.seed),
      runs: Number(values.runs ?? (values.seconds === undefined ? 10_000 : Number.POSITIVE_INFINITY)),
      seconds: Number(values.seconds ?? Number.POSITIVE_INFINITY) / names.length,
      watchdog,
    })
    const { inputs, failures, crashes, hangs, rssFirst, rssLast, delay, seconds } = report
    for (const failure of failures) console.error(`${name}: ${failure}`)
    failed ||= failures.length > 0 || crashes > 0
    const figures = [inputs, failures.length, crashes, hangs, rssFirst, rssLast, delay, seconds]
    rows.push([name, ...figures.map(String)])
  }
} finally {
  await watchdog.close()
}
printTable(
  ['target', 'inputs', 'violated', 'crashes', 'hangs', 'RSS first', 'RSS last', 'delay ms', 's'],
  rows,
)
if (failed) process.exitCode = 1

// node --import tsx harness/run-kills.ts [--kills 1000] [--seed journal] [--fsync always]
//   [--report FILE]
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Fsync } from '../src/journal.js'
import { runKills } from './kills.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: 'journal' },
    fsync: { type: 'string', default: 'always' },
    report: { type: 'string' },
  },
})
const begin = performance.now()
const report = await runKills({
  kills: Number(values.kills),
  seed: values.seed,
  fsync: values.fsync as Fsync,
  graceMs: 3_000,
  progress(kills, tracker) {
    if (kills % 25 < 2) console.error(`${kills} kills, ${tracker.missing().length} in flight`)
  },
})
const text = JSON.stringify(
  {
    ...report,
    fsync: values.fsync,
    seed: values.seed,
    seconds: Math.round((performance.now() - begin) / 1_000),
  },
  null,
  2,
)
console.log(text)
if (values.report !== undefined) await writeFile(values.report, `${text}\n`)
if (report.lost.length + report.invented + report.unexplained.length > 0) process.exitCode = 1

// @ts-check
// `npm test`: all that CI runs, one step after the other, but for the last ones. The last line is
// always `N passed, N failed`: the tests, and with them every step that failed without a test to
// show for it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, runBeside } from './shell.js'

const folder = mkdtempSync(join(tmpdir(), 'clacks-check-'))

const steps = {
  lint: 'biome ci .',
  build: 'turbo run build --output-logs=errors-only',
  types: 'turbo run types types:root --continue --output-logs=errors-only',
  knip: 'knip',
  packages: 'turbo run check:package --continue --output-logs=errors-only',
  smoke: 'node tools/smoke.js',
}
/** Steps that say nothing of their own while the build is broken. */
const needBuild = new Set(['types', 'packages', 'smoke'])
/** One after the other, beside the e2e test, which mostly waits for other processes. */
const trials = {
  soak: 'node --import tsx soak/main.ts --minutes 1',
  fuzz: 'node --import tsx fuzz/run.ts --seconds 54',
  attack:
    'node --import tsx attack/run.ts --scenario launder-500ports,talking-distinct --share 10,30 --honest 30 --minutes 20 --goals',
}
const isWindows = process.platform === 'win32'

/** @type {string[]} */
const failures = []
for (const [name, command] of Object.entries(steps)) {
  if (needBuild.has(name) && failures.includes('build')) continue
  console.log(`\n> ${name}: ${command}`)
  if (!run(command)) failures.push(name)
}

/**
 * What has tests. The e2e test goes from `npm create` to a published plugin in nodes of others, on
 * a registry of its own.
 */
const suites = { tests: 'vitest run --maxWorkers=2', e2e: 'vitest run --root e2e' }

let passed = 0
let failed = 0
console.log(`\n> tests: ${suites.tests}`)
await runSuite('tests', async (command) => run(command))
if (!failures.includes('build')) {
  console.log(`\n> e2e, and beside it ${Object.keys(trials).join(', ')}: a few minutes`)
  // The e2e test ends groups of processes by a signal, which Windows does not have.
  await Promise.all([runTrials(), isWindows || runSuite('e2e', runBeside)])
}
rmSync(folder, { recursive: true, force: true })

if (failures.length > 0) console.log(`\nFailed steps: ${failures.join(', ')}`)
console.log(`${passed} passed, ${failed + failures.length} failed`)
process.exitCode = failed + failures.length > 0 ? 1 : 0

async function runTrials() {
  for (const [name, command] of Object.entries(trials)) {
    // Windows cannot suspend processes, and its control channel is not a file.
    if (isWindows && name !== 'attack') continue
    if (!(await runBeside(command))) failures.push(name)
  }
}

/**
 * @param {keyof typeof suites} name
 * @param {(command: string) => Promise<boolean>} start
 */
async function runSuite(name, start) {
  const report = join(folder, `${name}.json`)
  const output = `--reporter=default --reporter=json --outputFile.json="${report}"`
  const wentWell = await start(`${suites[name]} ${output}`)
  const counts = countTests(report)
  passed += counts.passed
  failed += counts.failed
  if (!wentWell && counts.failed === 0) failures.push(name)
}

/** @param {string} report */
function countTests(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

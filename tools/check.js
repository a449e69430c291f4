// @ts-check
// `npm test`: all that CI runs, one step after the other. The last line is always `N passed, N failed`: the tests, and
// beside them every step that failed without a test to show for it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './shell.js'

const folder = mkdtempSync(join(tmpdir(), 'clacks-check-'))
const report = join(folder, 'tests.json')

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

/** @type {string[]} */
const failures = []
for (const [name, command] of Object.entries(steps)) {
  if (needBuild.has(name) && failures.includes('build')) continue
  console.log(`\n> ${name}: ${command}`)
  if (!run(command)) failures.push(name)
}

console.log('\n> tests: vitest run')
const testsWentWell = run(`vitest run --reporter=default --reporter=json --outputFile.json="${report}"`)
const { passed, failed } = countTests()
rmSync(folder, { recursive: true, force: true })
if (!testsWentWell && failed === 0) failures.push('tests')

if (failures.length > 0) console.log(`\nFailed steps: ${failures.join(', ')}`)
console.log(`${passed} passed, ${failed + failures.length} failed`)
process.exitCode = failed + failures.length > 0 ? 1 : 0

function countTests() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

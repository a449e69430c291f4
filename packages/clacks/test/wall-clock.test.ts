import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Reads a wall clock: `clock.now()`, `Date.now`, `new Date()`. */
const READS_WALL_CLOCK = /\bclock\.now\(|\bDate\.now\b|\bnew Date\(\)/
/** Reads the monotonic clock of the machine. */
const READS_MACHINE = /\bDate\.now\b|\bperformance\.now\b|\bhrtime\b/

/** What is shown, stored, or compared with another machine. Everything else uses `monotonic()`. */
const MAY_READ_WALL_CLOCK = [
  // The clock itself, and the clock of a network.
  'clacks/src/clock.ts',
  'clacks/src/testing/leased-clock.ts',
  // When a status changed, as shown and stored.
  'clacks/src/peers/record.ts',
  'clacks/src/peers/table.ts',
  // Times that are shown.
  'clacks/src/cli/terminal/json-report.ts',
  'clacks/src/cli/terminal/screen-report.ts',
  'clacks/src/plugins/trace.ts',
  'clacks/src/log.ts',
  'clacks/src/log/equal-entries.ts',
  // Validity of certificates, and the year of a licence.
  'clacks/src/cli/commands/doctor/identity.ts',
  'clacks/src/cli/commands/doctor/machine.ts',
  'clacks/src/transport/certificate.ts',
  'clacks/src/transport/https.ts',
  'create-clacks-plugin/src/cli/plan.ts',
  // Stored with messages and logs; each of them survives a jump (see their tests).
  'plugin-archiver/src/archiver.ts',
  'plugin-archiver/src/clock-steadiness.ts',
  'plugin-archiver/src/commands/prune.ts',
  'plugin-archiver/src/persisting/persister.ts',
  'plugin-logger/src/logger.ts',
  // When events happened, and when a session ends, as shown.
  'plugin-gateway/src/gateway.ts',
  'plugin-gateway/src/sessions.ts',
]
/** Plugins and commands that run outside of a node, or wait for the machine itself. */
const MAY_READ_MACHINE = [
  'clacks/src/clock.ts',
  'clacks/src/testing/plugin-checks/lifetime.ts',
  'clacks/src/testing/settled.ts',
  'plugin-archiver/src/commands/progress.ts',
  'plugin-archiver/src/commands/prune.ts',
]

const packages = join(ROOT, 'packages')
const files = readdirSync(packages)
  .flatMap((name) =>
    readdirSync(join(packages, name), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${name}/${path.replaceAll('\\', '/')}`,
    ),
  )
  .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path))
  .map((path) => ({ path, text: withoutComments(readFileSync(join(packages, path), 'utf8')) }))

/** Comments may name what the code must not use. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function reading(pattern: RegExp): string[] {
  return files
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort()
}

it('only what is shown, stored or compared with another machine reads the wall clock', () => {
  expect(reading(READS_WALL_CLOCK)).toEqual([...MAY_READ_WALL_CLOCK].sort())
})

it('time comes from the clock that is passed in, in every package', () => {
  expect(reading(READS_MACHINE)).toEqual([...MAY_READ_MACHINE].sort())
})

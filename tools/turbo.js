// @ts-check
// Turbo with telemetry off, on every platform: `VAR=1 command` is not one for Windows. Afterwards,
// no package has files of an earlier build.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { prune } from './prune.js'
import { root, run } from './shell.js'

process.exitCode = run(['turbo', ...process.argv.slice(2)].join(' ')) ? 0 : 1
const packages = join(root, 'packages')
for (const name of readdirSync(packages)) prune(join(packages, name))

// @ts-check
// Turbo with telemetry off, on every platform: `VAR=1 command` is not one for Windows.
import { run } from './shell.js'

process.exitCode = run(['turbo', ...process.argv.slice(2)].join(' ')) ? 0 : 1

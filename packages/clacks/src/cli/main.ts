import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../clock.js'
import { provideClacksModule } from '../config/read/clacks-module.js'
import { reasonOf } from '../errors.js'
import { EXIT } from './exit-code.js'
import { run } from './run.js'
import { onStdoutError, stdoutFailure } from './terminal/stdout-error.js'
import { isStopRequested } from './terminal/stop-request.js'

/** After a stop signal, output that nobody reads delays the exit by this much at most. */
const LAST_WRITE_MS = 1_000

process.stdout.on('error', onStdoutError)
// There is nowhere left to report an error of standard error.
process.stderr.on('error', () => {})

provideClacksModule(() => import('../exports.js'))
const code = await run(process.argv.slice(2))
if (isStopRequested()) systemClock.after(LAST_WRITE_MS, () => process.exit(code))
// Exit once all output is written, even if a plugin left a timer or a socket open.
await written(process.stdout)
// Errors are emitted after the callback of the write.
await nextTurn()
const failure = stdoutFailure()
if (failure !== undefined)
  process.stderr.write(`clacks: Standard output cannot be written: ${reasonOf(failure)}.\n`)
await written(process.stderr)
process.exit(code === EXIT.done && failure !== undefined ? EXIT.failed : code)

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

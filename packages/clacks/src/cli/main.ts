import { provideClacksModule } from '../config/read/clacks-module.js'
import { run } from './run.js'

// A reader such as `head` may close the pipe. The command still finishes.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

provideClacksModule(() => import('../exports.js'))
const code = await run(process.argv.slice(2))
// Exit once all output is written, even if a plugin left a timer or a socket open.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))

import { run } from './run.js'

// Whoever reads may go away, as `head` does: nothing is wrong with that, and what is begun is brought to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const code = await run(process.argv.slice(2))
// A plugin may have left a timer or a socket behind: the command ends all the same, once everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))

import { run } from './run.js'

// Whoever reads may go away, as `head` does: nothing is wrong with that, and what is begun is brought to its end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2))

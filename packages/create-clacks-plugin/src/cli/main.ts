import { run } from './run.js'

// The reader may go away, as `head` does. That is not an error, and the project is still created.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2))

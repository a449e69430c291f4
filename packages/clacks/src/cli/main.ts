import { run } from './run.js'

const code = await run(process.argv.slice(2))
// A plugin may have left a timer or a socket behind: the command ends all the same, once everything is written.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))

// `archive …` in a process of its own, as `clacks` calls it.
import { Command } from 'commander'
import addCommands from '../../src/commands.js'

const program = new Command('clacks')
addCommands(program.command('archive'))
try {
  await program.parseAsync(['archive', ...process.argv.slice(2)], { from: 'user' })
} catch (thrown) {
  console.error(`clacks: ${thrown instanceof Error ? thrown.message : thrown}`)
  process.exitCode = 1
}

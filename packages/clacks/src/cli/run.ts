import { inspect } from 'node:util'
import { type Command, CommanderError } from 'commander'
import { isClacksError, reasonOf } from '../errors.js'
import { printableLines } from '../printable.js'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js'
import { createProgram } from './program/program.js'

/**
 * Runs `clacks` with these arguments. Errors go to standard error.
 *
 * @param args without the name of the program
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done
  const program = createProgram((result) => {
    code = result
  })
  try {
    await addPluginCommand(program, args)
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    // commander has printed its message already. Help and version end here too, with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage
    printError(thrown)
    return exitCodeOf(thrown)
  }
}

/** Adds the command of a plugin if the first argument is not one of our own commands. */
async function addPluginCommand(program: Command, [name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === '-h' || name === '--help' || (name === 'help' && rest.length === 0))
    return addPluginHelp(program)
  if (name === 'help' || name.startsWith('-')) return
  if (program.commands.some((command) => [command.name(), ...command.aliases()].includes(name))) return
  const { pluginCommand } = await import('./program/plugin-command.js')
  const add = await pluginCommand(name, process.cwd())
  if (add !== undefined) await add(program.command(name))
}

/** Lists the commands of installed plugins in the help. */
async function addPluginHelp(program: Command): Promise<void> {
  const { pluginCommandNames } = await import('./program/plugin-command.js')
  const commands = await pluginCommandNames(process.cwd())
  if (commands.length === 0) return
  const width = Math.max(...commands.map(([name]) => name.length))
  const lines = commands.map(([name, packageName]) => `  ${name.padEnd(width)}  from ${packageName}`)
  program.addHelpText('after', `\nCommands of installed plugins:\n${lines.join('\n')}`)
}

function printError(thrown: unknown): void {
  const code = isClacksError(thrown) ? ` (${thrown.code})` : ''
  console.error(`clacks: ${printableLines(reasonOf(thrown))}${code}`)
  if (process.env.DEBUG !== undefined) console.error(printableLines(inspect(thrown)))
}

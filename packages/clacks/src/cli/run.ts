import { Command, CommanderError, Option } from 'commander'
import { ClacksError, reasonOf } from '../errors.js'
import { VERSION } from '../version.js'
import { addConfigCommands } from './commands/config-commands.js'
import { addNodeCommands } from './commands/node-commands.js'
import { addPluginsCommands } from './commands/plugins-commands.js'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js'

/**
 * Runs the command: `clacks NAME …`. What goes wrong is said on standard error.
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
    // commander has said it already; help and version end here too, with 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage
    complain(thrown)
    return exitCodeOf(thrown)
  }
}

/** The table of commands. Each is loaded when it is called. @param finish gets the exit code */
export function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('clacks')
    .description('A node of the clacks network, composed from a config file.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'clacks:')) })

  program
    .command('start')
    .description('start a node and show what it does, a line an event; Ctrl-C stops it')
    .argument('[config]', 'the config file; left out: the nearest clacks.config.* upwards, or the defaults')
    .option('--json', 'write events as NDJSON')
    .addOption(new Option('--quiet', 'write warnings and errors only').conflicts('json'))
    .option('--stdin', 'enqueue each line of standard input: JSON where it parses, else the text')
    .action(async (config: string | undefined, options: object) => {
      const { start } = await import('./commands/start.js')
      finish(await start(config, options))
    })

  addConfigCommands(program, finish)
  addPluginsCommands(program, finish)
  addNodeCommands(program, finish)
  return program
}

/** Where the first word is no command of ours, the plugin of that name may bring it. */
async function addPluginCommand(program: Command, [name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === '-h' || name === '--help' || (name === 'help' && rest.length === 0))
    return addPluginHelp(program)
  if (name === 'help' || name.startsWith('-')) return
  if (program.commands.some((command) => command.name() === name)) return
  const { pluginCommand } = await import('./commands/plugin-command.js')
  const add = await pluginCommand(name, process.cwd())
  if (add !== undefined) await add(program.command(name))
}

/** Who asks what there is hears of the commands of plugins too. */
async function addPluginHelp(program: Command): Promise<void> {
  const { pluginCommandNames } = await import('./commands/plugin-command.js')
  const commands = await pluginCommandNames(process.cwd())
  if (commands.length === 0) return
  const width = Math.max(...commands.map(([name]) => name.length))
  const lines = commands.map(([name, packageName]) => `  ${name.padEnd(width)}  of ${packageName}`)
  program.addHelpText('after', `\nCommands of plugins that are installed here:\n${lines.join('\n')}`)
}

function complain(thrown: unknown): void {
  const code = thrown instanceof ClacksError ? ` (${thrown.code})` : ''
  console.error(`clacks: ${reasonOf(thrown)}${code}`)
  if (process.env.DEBUG !== undefined) console.error(thrown)
}

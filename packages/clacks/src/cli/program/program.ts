import { Command, Option } from 'commander'
import { VERSION } from '../../version.js'
import type { ExitCode } from '../exit-code.js'
import { addConfigCommands } from './config-commands.js'
import { addNodeCommands } from './node-commands.js'
import { addPluginsCommands } from './plugins-commands.js'

/**
 * Declares all commands. The code of a command is loaded when the command runs.
 *
 * @param finish receives the exit code
 */
export function createProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('clacks')
    .description('Run and inspect a clacks node.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'clacks:')) })

  program
    .command('start')
    .description('start a node and show its events, one per line, until Ctrl-C')
    .argument('[config]', 'the config file (default: the nearest clacks.config.*, or no config)')
    .option('--json', 'write events and the log as NDJSON, all to standard output')
    .addOption(new Option('--quiet', 'only write warnings and errors').conflicts(['json', 'logLevel']))
    .addOption(
      new Option(
        '--log-level <level>',
        'what to write: warn is like --quiet, debug adds lines of plugins',
      ).choices(['debug', 'info', 'warn', 'error']),
    )
    .option('--stdin', 'enqueue each line of standard input, as it is if it is JSON, otherwise as a string')
    .action(async (config: string | undefined, options: object) => {
      const { start } = await import('../commands/start.js')
      finish(await start(config, options))
    })

  addConfigCommands(program, finish)
  addPluginsCommands(program, finish)
  addNodeCommands(program, finish)
  return program
}

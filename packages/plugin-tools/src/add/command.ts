import type { Command } from 'commander'
import type { Given } from './ask.js'
import type { Kind } from './prompts.js'

interface Flags {
  readonly folder: string
  readonly type?: string
  readonly description?: string
  readonly default?: string
  readonly field?: readonly string[]
}

/**
 * Adds the commands `clacks-plugin add …`. In a terminal, they ask for what is missing.
 * @param report called with the files that were written, and a command to run next
 */
export function addAddCommands(
  program: Command,
  report: (files: readonly string[], next?: string) => void,
): void {
  const parent = program
    .command('add')
    .description('add an option, a hook, a message class or a test to a plugin')
  const command = (kind: Kind, argument: string, description: string): Command =>
    parent
      .command(`${kind} [${argument}]`)
      .description(description)
      .option('-C, --folder <folder>', 'the folder of the plugin', '.')
      .action(async (name: string | undefined, { folder, field, ...flags }: Flags) => {
        // Loads plop only when it is needed.
        const { add, ask } = await import('./generators.js')
        const given: Given = { ...flags, name, fields: field?.join(' ') }
        const isTerminal = process.stdin.isTTY && process.stdout.isTTY
        const { files, next } = await add(folder, await ask(kind, given, isTerminal))
        report(files, next)
      })

  command('option', 'name', 'add an option to the schema in the code, and to the schema file')
    .option('-t, --type <type>', 'string, number, integer, boolean, object, a|b for a choice, T[] for a list')
    .option('-d, --description <text>', 'what it does, as a sentence')
    .option('--default <json>', 'its default, as JSON; a string needs no quotes')
  command('hook', 'hook', 'add a tap to `setup`, and a test that it is called')
  command('message', 'class', 'add a class of messages, validated and typed, and a test').option(
    '-f, --field <fields...>',
    'NAME, NAME:TYPE, or NAME?:TYPE for an optional field; default text:string',
  )
  command('test', 'what', 'add a test that sends a message in a simulated network')
}

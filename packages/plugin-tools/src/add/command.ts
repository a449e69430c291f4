import { type Command, Option } from 'commander'
import type { Addition } from './generators.js'
import { HOOK_STARTS } from './hooks.js'

const TYPES = ['string', 'number', 'integer', 'boolean'] as const
const NAME = /^[a-z][a-zA-Z0-9_-]*$/

interface OptionFlags {
  readonly type: (typeof TYPES)[number]
  readonly description: string
  readonly default?: unknown
}

/**
 * Adds the commands `clacks-plugin add …`.
 * @param report called with the files that were written, and a command to run next
 */
export function addAddCommands(
  program: Command,
  report: (files: readonly string[], next?: string) => void,
): void {
  const parent = program
    .command('add')
    .description('add an option, a hook, a message class or a test to a plugin')
  const command = (usage: string, description: string): Command =>
    parent
      .command(usage)
      .description(description)
      .option('-C, --folder <folder>', 'the folder of the plugin', '.')
  const run = async (addition: Addition, { folder }: { readonly folder: string }): Promise<void> => {
    // Loads plop only when it is needed.
    const { add } = await import('./generators.js')
    const { files, next } = await add(folder, addition)
    report(files, next)
  }

  command('option <name>', 'add an option to the schema in the code, and to the schema file')
    .addOption(new Option('-t, --type <type>', 'its type').choices(TYPES).default('string'))
    .requiredOption('-d, --description <text>', 'what it does, as a sentence')
    .option('--default <json>', 'its default, as JSON; a string needs no quotes', json)
    .action(
      (name: string, { type, description, default: value, ...flags }: OptionFlags & { folder: string }) => {
        const schema = { type, ...(value !== undefined && { default: value }), description }
        if (value !== undefined && !fits(type, value))
          throw new Error(
            `the default ${JSON.stringify(value)} is not ${type === 'integer' ? 'an' : 'a'} ${type}`,
          )
        return run({ kind: 'option', name: named(name), schema }, flags)
      },
    )
  command('hook <hook>', 'add a tap to `setup`, and a test that it is called').action(
    (name: string, flags: { folder: string }) => {
      if (!isHook(name))
        throw new Error(`there is no hook "${name}"; the hooks are ${Object.keys(HOOK_STARTS).join(', ')}`)
      return run({ kind: 'hook', name }, flags)
    },
  )
  command('message <class>', 'add a class of messages, validated and typed, and a test')
    .option('-f, --field <fields...>', 'NAME, NAME:TYPE, or NAME?:TYPE for an optional field', [
      'text:string',
    ])
    .action((name: string, { field: fields, ...flags }: { field: string[]; folder: string }) =>
      run({ kind: 'message', name: named(name), fields }, flags),
    )
  command('test <what>', 'add a test that sends a message in a simulated network').action(
    (name: string, flags: { folder: string }) => {
      if (!/^[\w ,.-]+$/.test(name)) throw new Error('the name of a test must be words')
      return run({ kind: 'test', name }, flags)
    },
  )
}

function isHook(name: string): name is keyof typeof HOOK_STARTS {
  return Object.hasOwn(HOOK_STARTS, name)
}

function named(name: string): string {
  if (NAME.test(name)) return name
  throw new Error(
    `"${name}" is not a valid name; expected letters and digits, beginning with a lower-case letter`,
  )
}

function fits(type: string, value: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

import { Command, CommanderError, Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import { isTemplateName, TEMPLATE_NAMES, type TemplateName } from '../templates.js'
import { parseDependency } from './dependencies.js'
import { UsageError } from './usage-error.js'

/** The command line; everything is optional. */
export interface Flags {
  readonly name?: string
  readonly template?: TemplateName
  readonly js?: boolean
  readonly summary?: string
  readonly author?: string
  readonly repository?: string
  readonly parent?: string
  /** Where dependencies come from, if not from the registry: name -> spec. */
  readonly dependency?: ReadonlyMap<string, string>
  readonly yes?: boolean
  readonly skipInstall?: boolean
  readonly skipChecks?: boolean
  readonly skipGit?: boolean
}

/**
 * Reads the command line.
 *
 * @returns undefined if help or the version was requested, and printed
 * @throws UsageError
 */
export function parseFlags(args: readonly string[], version: string): Flags | undefined {
  const program = programOf(version)
  try {
    program.parse([...args], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode === 0) return undefined
    throw new UsageError(thrown.message.replace(/^error: /, '').replaceAll('\n', ' '))
  }
  const [name, positional] = program.args
  const { template: named, ...options } = program.opts<
    Omit<Flags, 'name' | 'template'> & { template?: string }
  >()
  if (program.args.length > 2)
    throw new UsageError(
      `unexpected argument ${JSON.stringify(program.args[2])}; expected a name and a template.`,
    )
  const template = named ?? positional
  return {
    ...options,
    ...(name !== undefined && { name }),
    ...(template !== undefined && { template: knownTemplate(template) }),
  }
}

/** @throws UsageError that names the nearest template */
function knownTemplate(text: string): TemplateName {
  if (isTemplateName(text)) return text
  const nearest = closest(text, [...TEMPLATE_NAMES])
  throw new UsageError(
    `unknown template "${text}"; did you mean "${nearest}"? The templates are ${TEMPLATE_NAMES.join(', ')}.`,
  )
}

function programOf(version: string): Command {
  return new Command('create-clacks-plugin')
    .description('Creates a project for a clacks plugin, tested and ready to publish.')
    .usage('[name] [template] [options]')
    .argument('[name]', 'name of the plugin: My Logger, @acme/radio')
    .argument('[template]', TEMPLATE_NAMES.join(', '))
    .allowExcessArguments()
    .option('--template <name>', 'the template')
    .option('--js', 'use JavaScript with types in JSDoc instead of TypeScript')
    .option('--summary <text>', 'one sentence for package.json and README')
    .option('--author <text>', 'for package.json and licence')
    .option('--repository <owner/name>', 'GitHub repository of the project')
    .option('--parent <folder>', 'folder in which the project is created')
    .option(
      '--dependency <name@spec>',
      'install this dependency from a file or URL; may be repeated',
      (text, earlier: ReadonlyMap<string, string> | undefined) =>
        new Map([...(earlier ?? []), parseDependency(text)]),
    )
    .option('--skip-install', 'write the files only')
    .option('--skip-checks', 'do not run tests and verify at the end')
    .option('--skip-git', 'do not create a git repository')
    .addOption(new Option('-y, --yes', 'do not ask questions'))
    .version(version, '-v, --version')
    .exitOverride()
    .configureOutput({ outputError: () => {} })
}

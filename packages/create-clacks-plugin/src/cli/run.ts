import { relative } from 'node:path'
import { commandsOf } from '../package-managers.js'
import { render, version } from '../render.js'
import { TEMPLATE_NAMES } from '../templates.js'
import { type CheckOptions, checkProject } from './check-project.js'
import { withDependencies } from './dependencies.js'
import { type Flags, parseFlags } from './flags.js'
import { makeRepository } from './git.js'
import { type Plan, placeOf, planFrom, summaryOf } from './plan.js'
import { recover } from './swallowed.js'
import { UsageError } from './usage-error.js'
import { checkFolder, writeProject } from './write-project.js'

/** 0 success, 1 a step failed, 2 wrong usage and nothing created, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130

/**
 * Runs `create-clacks-plugin`.
 *
 * @param args without the name of the program
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    const { args: whole, swallowed } = recover(args, process.env)
    const flags = parseFlags(whole, await version())
    if (flags === undefined) return 0
    if (swallowed.length > 0)
      warn(`npm consumed ${swallowed.join(' ')}; the flags are used anyway. Put -- before them.`)
    if (flags.name !== undefined) checkFolder(placeOf(flags.name, flags.parent).folder)
    const complete = asksFor(flags) ? await askHere(flags) : flags
    return complete === undefined ? 130 : await make(complete)
  } catch (thrown) {
    warn(`create-clacks-plugin: ${thrown instanceof Error ? thrown.message : thrown}`)
    return thrown instanceof UsageError ? 2 : 1
  }
}

/** Whether a user can answer questions. */
function asksFor({ yes }: Flags): boolean {
  const isAutomatic = yes === true || (process.env.CI ?? '') !== ''
  return !isAutomatic && process.stdin.isTTY && process.stdout.isTTY
}

async function askHere(flags: Flags): Promise<Flags | undefined> {
  const { askFor } = await import('./questions.js')
  return askFor(flags)
}

async function make({ name, ...flags }: Flags): Promise<ExitCode> {
  if (name === undefined)
    throw new UsageError(
      `the name is missing: npm create -y clacks-plugin@latest NAME [TEMPLATE]; the templates are ${TEMPLATE_NAMES.join(', ')}.`,
    )
  const plan = await planFrom({ ...flags, name }, process.env)
  const { names, template, answers, folder, workspace } = plan
  const { dependency = new Map() } = flags
  const files = withDependencies(await render(template, answers), dependency)
  writeProject(folder, files)
  print(`✔ ${names.package} in ${folder}: ${files.size} files`)
  const { repository, packageManager, packageManagerVersion } = answers
  const where = repository === '' ? 'no repository yet' : `repository github.com/${repository}`
  print(`  template ${template}, ${answers.language}, ${where}`)
  if (dependency.size > 0) print(`  installed from files: ${[...dependency.keys()].join(', ')}`)
  else print(`  the same again without questions: ${again(plan)}`)
  const installs = flags.skipInstall !== true && workspace === undefined
  const commands = commandsOf(packageManager, packageManagerVersion)
  const { failed, code }: Outcome = installs
    ? await checkUntilInterrupted(folder, {
        name: names.package,
        commands,
        checks: flags.skipChecks !== true,
        print,
      })
    : { code: 0 }
  if (flags.skipGit !== true) print(`✔ ${await makeRepository(folder)}`)
  if (workspace !== undefined) {
    print(
      `\nThe project is inside the workspace ${workspace}: make sure that its \`workspaces\` includes it, and install there.`,
    )
    return 0
  }
  const steps = [
    ...(failed !== undefined ? [failed] : installs ? [] : [commands.install]),
    `${commands.run} dev`,
  ]
  const path = relative(process.cwd(), folder)
  if (path !== '') steps.unshift(`cd ${quoted(path)}`)
  print(`\nNext:\n${steps.map((step) => `  ${step}`).join('\n')}`)
  return code
}

interface Outcome {
  /** The command to run again. */
  readonly failed?: string
  readonly code: ExitCode
}

/** Ctrl-C interrupts the running step only, so that the next steps are still printed. */
async function checkUntilInterrupted(folder: string, how: Omit<CheckOptions, 'signal'>): Promise<Outcome> {
  const interrupted = new AbortController()
  const interrupt = (): void => interrupted.abort()
  process.once('SIGINT', interrupt)
  const failed = await checkProject(folder, { ...how, signal: interrupted.signal })
  process.off('SIGINT', interrupt)
  return failed === undefined ? { code: 0 } : { failed, code: interrupted.signal.aborted ? 130 : 1 }
}

/** The command line that creates the same project without questions. */
function again({ names, template, answers }: Plan): string {
  const { language, description, author, repository, packageManager } = answers
  const flags = [
    ...(language === 'javascript' ? ['--js'] : []),
    ...(description === summaryOf(template) ? [] : [`--summary ${quoted(description)}`]),
    ...(author === '' ? [] : [`--author ${quoted(author)}`]),
    ...(repository === '' ? [] : [`--repository ${repository}`]),
  ]
  // Only npm takes flags as its own.
  const separator = packageManager === 'npm' && flags.length > 0 ? ['--'] : []
  return [commandsOf(packageManager).create, names.package, template, ...separator, ...flags].join(' ')
}

/** Quotes a text for the shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function print(line: string): void {
  console.log(line)
}

function warn(line: string): void {
  console.error(line)
}

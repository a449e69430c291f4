import { join, relative } from 'node:path'
import { render, version } from '../render.js'
import { TEMPLATE_NAMES } from '../templates.js'
import { withDependencies } from './dependencies.js'
import { type Flags, parseFlags } from './flags.js'
import { makeRepository } from './git.js'
import { type Plan, planFrom, summaryOf } from './plan.js'
import { type Proving, prove } from './prove.js'
import { recover } from './swallowed.js'
import { UsageError } from './usage-error.js'
import { workspaceAround } from './workspace.js'
import { writeProject } from './write-project.js'

/** 0 all is well, 1 something failed, 2 wrong usage and nothing made, 130 broken off. */
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
      warn(`npm took ${swallowed.join(' ')} for its own; used all the same. Put -- before flags.`)
    const complete = asksFor(flags) ? await askHere(flags) : flags
    return complete === undefined ? 130 : await make(complete)
  } catch (thrown) {
    warn(`create-clacks-plugin: ${thrown instanceof Error ? thrown.message : thrown}`)
    return thrown instanceof UsageError ? 2 : 1
  }
}

/** Whether there is somebody to be asked. */
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
      `the name is missing: npm create -y clacks-plugin@latest NAME [TEMPLATE]; templates are ${TEMPLATE_NAMES.join(', ')}.`,
    )
  const plan = await planFrom({ ...flags, name }, process.env)
  const { names, template, answers, parent } = plan
  const folder = join(parent, names.folder)
  const { dependency = new Map() } = flags
  const files = withDependencies(await render(template, answers), dependency)
  writeProject(folder, files)
  say(`✔ ${names.package} in ${folder}: ${files.size} files`)
  say(`  template ${template}, ${answers.language}, repository github.com/${answers.repository}`)
  if (dependency.size > 0) say(`  not from the registry: ${[...dependency.keys()].join(', ')}`)
  else say(`  to make the same project again: ${again(plan)}`)
  const workspace = workspaceAround(parent)
  const installs = flags.skipInstall !== true && workspace === undefined
  const { packageManager } = answers
  const { failed, code }: Outcome = installs
    ? await proveUnlessBroken(folder, { packageManager, checks: flags.skipChecks !== true, say })
    : { code: 0 }
  if (flags.skipGit !== true) say(`✔ ${await makeRepository(folder)}`)
  if (workspace !== undefined) {
    say(
      `\nIt is inside the workspace ${workspace}: see that \`workspaces\` there covers it, and install there.`,
    )
    return 0
  }
  const steps = [
    ...(failed !== undefined ? [failed] : installs ? [] : [`${packageManager} install`]),
    `${packageManager} run dev`,
  ]
  say(
    `\nNext:\n  cd ${quoted(relative(process.cwd(), folder))}\n${steps.map((step) => `  ${step}`).join('\n')}`,
  )
  return code
}

interface Outcome {
  /** The command that is to be run again. */
  readonly failed?: string
  readonly code: ExitCode
}

/** Ctrl-C breaks off what runs, and not us: what is made is there, and how to go on is still to be said. */
async function proveUnlessBroken(folder: string, how: Omit<Proving, 'signal'>): Promise<Outcome> {
  const broken = new AbortController()
  const breakOff = (): void => broken.abort()
  process.once('SIGINT', breakOff)
  const failed = await prove(folder, { ...how, signal: broken.signal })
  process.off('SIGINT', breakOff)
  return failed === undefined ? { code: 0 } : { failed, code: broken.signal.aborted ? 130 : 1 }
}

/** The command line that makes the same project without a question. */
function again({ names, template, answers }: Plan): string {
  const { language, description, author, repository } = answers
  const flags = [
    ...(language === 'javascript' ? ['--js'] : []),
    ...(description === summaryOf(template) ? [] : [`--summary ${quoted(description)}`]),
    ...(author === '' ? [] : [`--author ${quoted(author)}`]),
    `--repository ${repository}`,
  ]
  return `npm create -y clacks-plugin@latest ${names.package} ${template} -- ${flags.join(' ')}`
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function say(line: string): void {
  console.log(line)
}

function warn(line: string): void {
  console.error(line)
}

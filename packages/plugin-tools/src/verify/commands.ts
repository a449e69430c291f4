import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { ContractIssue } from '../contract/task.js'

/** The time limit of one call. */
const LIMIT_MS = 30_000
/** How many lines of an error are shown. */
const SHOWN_LINES = 4
const BUILT_IN = /^ {2}([\w-]+)(?:\|([\w-]+))?/gm
const OF_PLUGINS = /^ {2}(\S.*?) +from (\S+)$/gm
/** The first line of a part of the help that is not the description. */
const PART = /^[A-Z][a-z ]*:/

/**
 * Calls the help of each command of a plugin, as its users do: so clacks itself finds and loads it.
 *
 * @param name the package, which is installed in the folder beside clacks
 */
export async function checkCommands(name: string, folder: string): Promise<readonly ContractIssue[]> {
  const [help = '', ofPlugins = ''] = (await clacks(['--help'], folder)).out.split(
    'Commands of installed plugins:',
  )
  const builtIn = [...(help.split('\nCommands:')[1] ?? '').matchAll(BUILT_IN)].flatMap(([, ...each]) => each)
  const all = [...ofPlugins.matchAll(OF_PLUGINS)].map(([, command = '', owner]) => ({ command, owner }))
  const own = all.filter(({ owner }) => owner === name).map(({ command }) => command)
  const messages: string[] = []
  if (own.length === 0)
    messages.push('`clacks.commands` names no command: expected a path, or paths by name.')
  for (const command of own) {
    const other = all.find((each) => each.command === command && each.owner !== name)
    if (builtIn.includes(command)) messages.push(`clacks has a command \`${command}\` of its own.`)
    else if (other !== undefined) messages.push(`\`clacks ${command}\` is also a command of ${other.owner}.`)
    else messages.push(...(await problemsOf(command, folder)))
  }
  return messages.map((message) => ({ check: 'commands', message }))
}

async function problemsOf(command: string, folder: string): Promise<readonly string[]> {
  const { isDone, out, err } = await clacks([command, '--help'], folder)
  if (!isDone) {
    const reason = err
      .trim()
      .replace(/^clacks: /, '')
      .split('\n')
      .slice(0, SHOWN_LINES)
      .join('\n')
    return [`\`clacks ${command} --help\` failed: ${reason || 'it did not finish.'}`]
  }
  const [, description = ''] = out.split('\n\n')
  return description === '' || PART.test(description) ? [`\`clacks ${command}\` has no description.`] : []
}

function clacks(
  args: readonly string[],
  folder: string,
): Promise<{ isDone: boolean; out: string; err: string }> {
  const program = join(folder, 'node_modules', 'clacks', 'bin', 'clacks.js')
  return new Promise((done) => {
    const limits = { cwd: folder, timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const
    execFile(process.execPath, [program, ...args], limits, (failed, out, err) =>
      done({ isDone: failed === null, out, err }),
    )
  })
}

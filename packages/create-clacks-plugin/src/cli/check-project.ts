import type { Commands } from '../package-managers.js'
import { nameState } from './registry.js'
import { runProgram } from './run-program.js'

/** A step after the files are written. */
interface Step {
  readonly doing: string
  /** A command line without quotes. */
  readonly command: string
  /** The part of its output that is printed on success. */
  readonly result: RegExp
}

/** How long a step may take, in milliseconds. */
const LIMIT_MS = 600_000

/** Options of `checkProject`. */
export interface CheckOptions {
  /** The name of the package. */
  readonly name: string
  readonly commands: Commands
  /** Whether to run the tests and `verify` too. */
  readonly checks: boolean
  readonly print: (line: string) => void
  /** Interrupts it. */
  readonly signal: AbortSignal
}

/**
 * Installs the dependencies of the project, and runs its checks. Prints whether the name is taken
 * in the registry.
 *
 * @returns the command that failed, to run again; undefined if all succeeded
 */
export async function checkProject(
  folder: string,
  { name, commands, checks, print, signal }: CheckOptions,
): Promise<string | undefined> {
  const state = await nameState(name, folder, signal)
  if (state === 'taken')
    print(`  ${name} is on npm already: if it is not yours, choose another name before you publish`)
  if (state === 'silent' || signal.aborted) {
    print(`✖ ${commands.install}${state === 'silent' ? ': the registry does not answer' : ''}`)
    return commands.install
  }
  for (const { doing, command, result } of stepsFor(commands, checks)) {
    print(`  ${command} …`)
    const [program = '', ...args] = command.split(' ')
    const limit = AbortSignal.timeout(LIMIT_MS)
    const { code, output } = await runProgram(program, args, folder, AbortSignal.any([signal, limit]))
    if (code !== 0) {
      print(`✖ ${command}${limit.aborted ? `: not finished after ${LIMIT_MS / 60_000} minutes` : ''}`)
      for (const line of output.trim().split('\n').slice(-15)) print(`  ${line}`)
      return command
    }
    const [, summary = ''] = result.exec(output) ?? []
    print(`✔ ${doing}${summary === '' ? '' : `: ${summary}`}`)
  }
  return undefined
}

function stepsFor({ install, test, run }: Commands, checks: boolean): readonly Step[] {
  const first: Step = { doing: 'install', command: install, result: /added (\d+ packages)/ }
  if (!checks) return [first]
  return [
    first,
    { doing: 'test', command: test, result: /Tests\s+(\d+ passed)/ },
    { doing: 'verify', command: `${run} verify`, result: /(\d+ checks.*)/ },
  ]
}

import { runProgram } from './run-program.js'

/** A step after the files are written. */
interface Step {
  readonly doing: string
  readonly args: readonly string[]
  /** The part of its output that is printed on success. */
  readonly result: RegExp
}

const INSTALL: Step = { doing: 'install', args: ['install'], result: /added (\d+ packages)/ }
const CHECKS: readonly Step[] = [
  { doing: 'test', args: ['test'], result: /Tests\s+(\d+ passed)/ },
  { doing: 'verify', args: ['run', 'verify'], result: /(\d+ checks.*)/ },
]

/** Options of `checkProject`. */
export interface CheckOptions {
  readonly packageManager: string
  /** Whether to run the tests and `verify` too. */
  readonly checks: boolean
  readonly print: (line: string) => void
  /** Interrupts it. */
  readonly signal: AbortSignal
}

/**
 * Installs the dependencies of the project, and runs its checks.
 *
 * @returns the command that failed, to run again; undefined if all succeeded
 */
export async function checkProject(
  folder: string,
  { packageManager, checks, print, signal }: CheckOptions,
): Promise<string | undefined> {
  for (const { doing, args, result } of checks ? [INSTALL, ...CHECKS] : [INSTALL]) {
    const command = [packageManager, ...args].join(' ')
    print(`  ${command} …`)
    const { code, output } = await runProgram(packageManager, args, folder, signal)
    if (code !== 0) {
      print(`✖ ${command}`)
      for (const line of output.trim().split('\n').slice(-15)) print(`  ${line}`)
      return command
    }
    const [, summary = ''] = result.exec(output) ?? []
    print(`✔ ${doing}${summary === '' ? '' : `: ${summary}`}`)
  }
  return undefined
}

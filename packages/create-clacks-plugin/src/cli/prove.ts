import { runProgram } from './run-program.js'

/** One step after the files are written. */
interface Step {
  readonly doing: string
  readonly args: readonly string[]
  /** What is told of its success, a part of its output. */
  readonly result: RegExp
}

const INSTALL: Step = { doing: 'install', args: ['install'], result: /added (\d+ packages)/ }
const CHECKS: readonly Step[] = [
  { doing: 'test', args: ['test'], result: /Tests\s+(\d+ passed)/ },
  { doing: 'verify', args: ['run', 'verify'], result: /(\d+ checks.*)/ },
]

/** How it is done. */
export interface Proving {
  readonly packageManager: string
  /** Also tests and verifies. */
  readonly checks: boolean
  readonly say: (line: string) => void
  /** Breaks it off. */
  readonly signal: AbortSignal
}

/**
 * Installs what the project needs and lets it show that it is green.
 *
 * @returns the command that failed and is to be run again; undefined where all is well
 */
export async function prove(
  folder: string,
  { packageManager, checks, say, signal }: Proving,
): Promise<string | undefined> {
  for (const { doing, args, result } of checks ? [INSTALL, ...CHECKS] : [INSTALL]) {
    const command = [packageManager, ...args].join(' ')
    say(`  ${command} …`)
    const { code, output } = await runProgram(packageManager, args, folder, signal)
    if (code !== 0) {
      say(`✖ ${command}`)
      for (const line of output.trim().split('\n').slice(-15)) say(`  ${line}`)
      return command
    }
    const [, said = ''] = result.exec(output) ?? []
    say(`✔ ${doing}${said === '' ? '' : `: ${said}`}`)
  }
  return undefined
}

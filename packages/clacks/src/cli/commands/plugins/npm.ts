import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ClacksError } from '../../../errors.js'

/** The result of running a package manager. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs npm without prompts. A failure of npm itself is a result, not an error. */
export function npm(args: readonly string[], folder: string): Promise<Ended> {
  return runProgram('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], folder)
}

/**
 * Runs a package manager without prompts. Its failure is a result, not an error.
 *
 * @throws ClacksError ERR_CLACKS_NPM if it is not installed
 */
export async function runProgram(command: string, args: readonly string[], folder: string): Promise<Ended> {
  // On Windows it is a script and needs a shell. The arguments are only validated names and our own
  // flags.
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  try {
    const [code]: (number | null)[] = await once(child, 'close')
    return { code: code ?? null, stdout, stderr }
  } catch (cause) {
    throw new ClacksError('ERR_CLACKS_NPM', `Cannot run ${command}.`, { cause })
  }
}

const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i

/**
 * Whether a text is a plain package name that neither npm nor a shell interprets as anything else.
 */
export function isPackageName(text: string): boolean {
  return PACKAGE.test(text)
}

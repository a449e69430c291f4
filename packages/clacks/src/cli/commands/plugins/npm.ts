import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ClacksError } from '../../../errors.js'

/** How a call of npm ended. */
export interface NpmResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Calls npm, without a prompt and without what is only for people. Never rejects for what npm itself says. */
export async function npm(args: readonly string[], folder: string): Promise<NpmResult> {
  // On Windows npm is a script, which only a shell can run; what is handed over is no more than names and our own flags.
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
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
    throw new ClacksError('ERR_CLACKS_NPM', 'npm cannot be run.', { cause })
  }
}

const PACKAGE = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i

/** Whether a text is the name of a package, and nothing that npm or a shell would take for something else. */
export function isPackageName(text: string): boolean {
  return PACKAGE.test(text)
}

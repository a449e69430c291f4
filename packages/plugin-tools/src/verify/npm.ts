import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const LIMIT_MS = 180_000
const execute = promisify(execFile)

/**
 * Runs npm and gives what it wrote on standard output.
 * @throws Error with what npm said last
 */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const env = {
    ...process.env,
    npm_config_loglevel: 'error',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  }
  // On Windows npm is a script of the shell.
  const shell = process.platform === 'win32'
  try {
    const { stdout } = await execute('npm', [...args], {
      cwd,
      env,
      shell,
      timeout: LIMIT_MS,
      maxBuffer: 2 ** 26,
    })
    return stdout
  } catch (thrown) {
    const said = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr).trim() : ''
    const lines = said.split('\n').filter((line) => !line.includes('A complete log'))
    throw new Error(`npm ${args[0]} failed: ${lines.slice(0, 6).join(' ') || String(thrown)}`, {
      cause: thrown,
    })
  }
}

/** What went wrong, without the name of the class. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

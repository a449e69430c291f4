import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { record } from './manifest.js'

const LIMIT_MS = 180_000
/** Lines shown of an error of npm, and of a script that it ran. */
const SHOWN_OF_NPM = 6
const SHOWN_OF_SCRIPTS = 20
/** What `--json` makes of an error. */
const NPM_JSON = /^\{\n {2}"error": \{\n[\s\S]*?^\}$/gm
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
    throw new Error(`npm ${args[0]} failed:${whatWasSaid(thrown) || ` ${thrown}`}`, { cause: thrown })
  }
}

/**
 * The first lines of what a failed npm has written. Where a script of the package failed, such as `prepack`, those are its own: a
 * compiler writes on either stream, and npm adds only that it failed.
 */
function whatWasSaid(failed: unknown): string {
  const { stdout = '', stderr = '' } = record(failed)
  const lines = `${String(stdout).replace(NPM_JSON, '')}\n${stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('> ') && !line.includes('A complete log'))
  const ofScripts = lines.filter((line) => !line.startsWith('npm error'))
  if (ofScripts.length === 0)
    return lines
      .slice(0, SHOWN_OF_NPM)
      .map((line) => ` ${line}`)
      .join('')
  return `\n${ofScripts.slice(0, SHOWN_OF_SCRIPTS).join('\n')}`
}

/** What went wrong, without the name of the class. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

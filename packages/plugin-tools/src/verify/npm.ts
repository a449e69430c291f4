import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { record } from './manifest.js'

const LIMIT_MS = 180_000
/** How many lines of an error of npm, and of a script that it ran, are shown. */
const SHOWN_OF_NPM = 6
const SHOWN_OF_SCRIPTS = 20
/** An error as npm prints it with `--json`. */
const NPM_JSON = /^\{\n {2}"error": \{\n[\s\S]*?^\}$/gm
const execute = promisify(execFile)

/**
 * Runs npm and returns its standard output.
 * @throws Error with the error that npm reports
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
    throw new Error(`npm ${args[0]} failed:${errorLines(thrown) || ` ${thrown}`}`, { cause: thrown })
  }
}

/**
 * Gives a folder the npm settings of a project, so that npm asks the registries of the project
 * there: npm reads no `.npmrc` above the folder in which it installs.
 */
export async function useNpmSettings(project: string, folder: string): Promise<void> {
  const root = (await npm(['prefix'], project)).trim()
  const settings = join(root, '.npmrc')
  if (existsSync(settings)) await copyFile(settings, join(folder, '.npmrc'))
}

/**
 * The first lines that a failed npm printed. If a script of the package failed, such as `prepack`,
 * these are the lines of the script: a compiler writes to either stream, and npm only adds that it
 * failed.
 */
function errorLines(failed: unknown): string {
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

/**
 * What npm is to install: a path becomes absolute, since npm runs in another folder; anything else
 * stays as it is.
 */
export function absoluteSpec(spec: string): string {
  return spec.startsWith('.') ? resolve(spec) : spec
}

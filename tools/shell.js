// @ts-check
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const env = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
}

/**
 * Runs a command line in the root of the repository and shows what it prints.
 *
 * @param {string} command
 * @returns {boolean} whether it went well
 */
export function run(command) {
  return spawnSync(command, { cwd: root, env, shell: true, stdio: 'inherit' }).status === 0
}

/**
 * As {@link run}, and what it prints is shown only where it did not go well.
 *
 * @param {string} command
 */
export function runQuietly(command) {
  const { status, stdout } = spawnSync(`${command} 2>&1`, { cwd: root, env, shell: true, encoding: 'utf8' })
  if (status !== 0) console.error(stdout)
  return status === 0
}

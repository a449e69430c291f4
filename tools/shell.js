// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
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

/**
 * As {@link run}, beside other commands: what it prints is shown when it has ended.
 *
 * @param {string} command
 * @returns {Promise<boolean>}
 */
export async function runBeside(command) {
  const child = spawn(`${command} 2>&1`, {
    cwd: root,
    env,
    shell: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  console.log(`\n> ${command}\n${output.trimEnd()}`)
  return status === 0
}

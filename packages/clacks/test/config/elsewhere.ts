import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

/**
 * `nobody` on every Unix. Root may write everywhere, so code that must not be allowed to write
 * runs as this user.
 */
const NOBODY = 65_534

/** Where code runs, and as which user. */
export interface Elsewhere {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly unprivileged?: boolean
}

/**
 * Runs a module in a separate process and returns what it prints.
 *
 * @param code the body of a module, in which `src` is the URL of the folder of the sources
 */
export function runElsewhere(code: string, { cwd, env = {}, unprivileged = false }: Elsewhere): string {
  const src = pathToFileURL(new URL('../../src', import.meta.url).pathname).href
  const isRoot = process.getuid?.() === 0
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      '--input-type=module',
      '--eval',
      `const src = ${JSON.stringify(src)}\n${code}`,
    ],
    {
      cwd,
      env: { ...process.env, TSX_DISABLE_CACHE: '1', ...env },
      encoding: 'utf8',
      ...(unprivileged && isRoot && { uid: NOBODY, gid: NOBODY }),
    },
  )
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`)
  return stdout.trim()
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Answers, PackageManager } from '../answers.js'

const NAMES: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun']
const LOCKFILES: readonly (readonly [file: string, name: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

/**
 * The package manager of a new project: that of the workspace around it, otherwise the one that
 * runs this command, with its version.
 */
export function packageManager(
  { npm_config_user_agent: agent = '' }: NodeJS.ProcessEnv,
  workspace: string | undefined,
): Pick<Answers, 'packageManager' | 'packageManagerVersion'> {
  const [name, version] = /^(\w+)\/(\d+\.\d+\.\d+)/.exec(agent)?.slice(1) ?? []
  const running = NAMES.find((each) => each === name)
  const locked =
    workspace === undefined ? undefined : LOCKFILES.find(([file]) => existsSync(join(workspace, file)))?.[1]
  if (locked !== undefined && locked !== running) return { packageManager: locked }
  if (running === undefined || running === 'npm' || version === undefined)
    return { packageManager: running ?? 'npm' }
  return { packageManager: running, packageManagerVersion: version }
}

import { lockedManager } from '../../../clacks/src/cli/commands/plugins/lock-files.js'
import type { Answers, PackageManager } from '../answers.js'

const NAMES: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun']

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
  const locked = workspace === undefined ? undefined : lockedManager(workspace)
  if (locked !== undefined && locked !== running) return { packageManager: locked }
  if (running === undefined || running === 'npm' || version === undefined)
    return { packageManager: running ?? 'npm' }
  return { packageManager: running, packageManagerVersion: version }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A package manager that the commands can call. */
export type PackageManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun'

/**
 * What each of them writes into a project.
 *
 * `package-manager-detector` (1.9) has such a table too. But the `packageManager` field is stronger
 * there than the lock file beside it, later versions of Yarn are recognised by that field only, and
 * its search ends at files of managers that the commands cannot call, such as `deno.lock`.
 */
const LOCK_FILES: readonly (readonly [file: string, name: PackageManagerName])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** The package manager whose lock file, or workspace file, is in a folder. */
export function lockedManager(folder: string): PackageManagerName | undefined {
  return LOCK_FILES.find(([file]) => existsSync(join(folder, file)))?.[1]
}

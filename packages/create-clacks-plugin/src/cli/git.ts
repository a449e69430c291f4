import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './run-program.js'

/**
 * A setting of git; undefined if it is not set, or git is not installed.
 *
 * @param flags of `git config`: `--local` looks in the repository only
 */
export async function gitSetting(
  name: string,
  folder: string,
  ...flags: readonly string[]
): Promise<string | undefined> {
  const { code, output } = await runProgram('git', ['config', ...flags, name], folder)
  return code === 0 ? output.trim() : undefined
}

/**
 * Makes the project a git repository with one commit.
 *
 * @returns what was done, or why nothing was done
 */
export async function makeRepository(folder: string): Promise<string> {
  const git = (...args: string[]) => runProgram('git', args, folder)
  const inside = await git('rev-parse', '--is-inside-work-tree')
  if (inside.code === undefined) return 'no git repository: git is not installed'
  // Inside a bare repository, the answer is `false`.
  if (inside.code === 0 && inside.output.trim() === 'true')
    return existsSync(join(folder, '.git'))
      ? 'nothing committed: the folder is your git repository'
      : 'no git repository: the folder is already inside one'
  const { code, output } = await git('init', '--quiet', '--initial-branch=main')
  if (code !== 0) return `no git repository: ${output.trim()}`
  await git('add', '--all')
  const commit = await git(
    'commit',
    '--quiet',
    '--no-verify',
    '--message',
    'chore: create the project with create-clacks-plugin',
  )
  return commit.code === 0 ? 'a git repository with one commit' : 'a git repository without a commit'
}

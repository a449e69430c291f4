import { runProgram } from './run-program.js'

/** A setting of git; undefined where it has none, or there is no git. */
export async function gitSetting(name: string, folder: string): Promise<string | undefined> {
  const { code, output } = await runProgram('git', ['config', name], folder)
  return code === 0 ? output.trim() : undefined
}

/**
 * Makes the project a repository with one commit.
 *
 * @returns what was done, or why nothing was
 */
export async function makeRepository(folder: string): Promise<string> {
  const git = (...args: string[]) => runProgram('git', args, folder)
  const inside = await git('rev-parse', '--is-inside-work-tree')
  if (inside.code === undefined) return 'no git repository: there is no git'
  if (inside.code === 0) return 'no git repository of its own: it is inside one'
  const { code, output } = await git('init', '--quiet', '--initial-branch=main')
  if (code !== 0) return `no git repository: ${output.trim()}`
  await git('add', '--all')
  const commit = await git(
    'commit',
    '--quiet',
    '--no-verify',
    '--message',
    'chore: as made by create-clacks-plugin',
  )
  return commit.code === 0 ? 'a git repository with one commit' : 'a git repository, nothing committed yet'
}

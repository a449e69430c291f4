import type { PluginNames } from '../names.js'
import { gitSetting } from './git.js'
import { UsageError } from './usage-error.js'

/** `owner/name`, or the address of a repository on GitHub. */
const REPOSITORY =
  /^(?:https:\/\/github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/

/**
 * The repository `owner/name` of a project on GitHub: as given, or the `origin` of a clone, or one
 * of `github.user` of git. It is never guessed: empty if nobody says it.
 *
 * @param given empty if there is none
 * @param folder of the project; if it does not exist, its parent
 * @throws UsageError if the given one is invalid
 */
export async function repositoryFor(
  given: string | undefined,
  names: PluginNames,
  folder: string,
): Promise<string> {
  if (given !== undefined) {
    if (given.trim() === '') return ''
    const repository = repositoryIn(given)
    if (repository !== undefined) return repository
    throw new UsageError(`--repository is "${given}"; expected owner/name, as on GitHub.`)
  }
  const origin = await gitSetting('remote.origin.url', folder, '--local')
  const cloned = origin === undefined ? undefined : repositoryIn(origin)
  if (cloned !== undefined) return cloned
  const user = await gitSetting('github.user', folder)
  return user === undefined ? '' : `${user}/${names.folder}`
}

/** `owner/name` in a text or an address; undefined if it is not one of GitHub. */
export function repositoryIn(text: string): string | undefined {
  return REPOSITORY.exec(text.trim())?.[1]
}

import { homedir } from 'node:os'
import { parse } from 'node:path'
import type { Options, PublicExplorer } from 'cosmiconfig'
import { ClacksError, reasonOf } from '../../errors.js'

/**
 * Creates what searches a folder and those above it, up to the home folder.
 *
 * @throws ClacksError ERR_CLACKS_CONFIG_LOAD: before it searches, cosmiconfig reads settings of its
 * own from the package.json of the working directory, which may not be valid JSON
 */
export async function createExplorer(folder: string, options: Partial<Options>): Promise<PublicExplorer> {
  const { cosmiconfig } = await loadCosmiconfig()
  const stopDir = homeFolder() ?? parse(folder).root
  try {
    return cosmiconfig('clacks', { ...options, searchStrategy: 'global', stopDir })
  } catch (thrown) {
    throw new ClacksError('ERR_CLACKS_CONFIG_LOAD', reasonOf(thrown), { cause: thrown })
  }
}

/** Undefined for a user without one: no HOME, and no entry in the list of users. */
function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}

/**
 * cosmiconfig asks for the home folder while it loads and fails without one, as for the user of a
 * container that has an id only.
 */
async function loadCosmiconfig(): Promise<typeof import('cosmiconfig')> {
  if (homeFolder() !== undefined) return import('cosmiconfig')
  process.env.HOME = parse(process.cwd()).root
  try {
    return await import('cosmiconfig')
  } finally {
    delete process.env.HOME
  }
}

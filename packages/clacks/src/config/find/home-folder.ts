import { homedir } from 'node:os'
import { parse } from 'node:path'

/** The home folder; undefined for a user that has none: no HOME, no entry in the list of users. */
export function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}

/**
 * Loads cosmiconfig. It asks for the home folder while it loads and fails without one, as for the
 * user of a container that has an id only.
 */
export async function loadCosmiconfig(): Promise<typeof import('cosmiconfig')> {
  if (homeFolder() !== undefined) return import('cosmiconfig')
  process.env.HOME = parse(process.cwd()).root
  try {
    return await import('cosmiconfig')
  } finally {
    delete process.env.HOME
  }
}

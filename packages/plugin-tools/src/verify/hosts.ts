import { maxSatisfying, minSatisfying } from 'semver'
import { npm } from './npm.js'

/**
 * The versions of clacks to check with: the lowest and the newest published versions in the range.
 * @throws Error if the registry cannot be reached, or has none in the range
 */
export async function hostsIn(range: string, cwd: string): Promise<readonly string[]> {
  const listed: unknown = JSON.parse(await npm(['view', 'clacks', 'versions', '--json'], cwd))
  const versions = (Array.isArray(listed) ? listed : [listed]).filter((each) => typeof each === 'string')
  const ends = [minSatisfying(versions, range), maxSatisfying(versions, range)].filter(
    (each) => each !== null,
  )
  if (ends.length === 0) throw new Error(`No published clacks is in the peer range "${range}".`)
  return [...new Set(ends)].map((version) => `clacks@${version}`)
}

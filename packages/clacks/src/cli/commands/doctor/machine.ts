import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { satisfies } from 'semver'
import type { Clock } from '../../../clock.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { reasonOf } from '../../../errors.js'
import { type CheckResult, error, ok, warning } from './check-result.js'

/** The same as `engines` in package.json. */
export const NODE_RANGE = '^20.19.0 || >=22.12.0'
const MIN_FREE_BYTES = 100 * 2 ** 20
/** With less, nothing that is stored can be relied on. */
const MIN_USABLE_BYTES = 2 ** 20
/** File systems round timestamps. */
const CLOCK_TOLERANCE_MS = 5_000

/** Checks the version of Node.js. */
export function checkNode(version: string): CheckResult {
  if (satisfies(version, NODE_RANGE)) return ok('node', `${version} satisfies ${NODE_RANGE}`)
  return error(
    'node',
    `${version} does not satisfy ${NODE_RANGE}`,
    'Install a supported version from https://nodejs.org.',
  )
}

/**
 * Checks the clock, which certificates depend on. If it is slow, files seem to come from the
 * future.
 */
export async function checkClock({ files }: ReadConfig, clock: Clock): Promise<CheckResult> {
  const now = clock.now()
  const shown = new Date(now).toISOString()
  for (const file of files) {
    const { mtimeMs } = await stat(file)
    if (mtimeMs > now + CLOCK_TOLERANCE_MS) {
      const text = `${shown}, but ${file} was modified at ${new Date(mtimeMs).toISOString()}`
      return error('clock', text, 'Correct the system clock, for example with NTP.')
    }
  }
  return ok('clock', shown)
}

/** Checks the free disk space. */
export async function checkDisk({ folder: ofConfig, stateFolder }: ReadConfig): Promise<CheckResult> {
  const folder = existsSync(stateFolder) ? stateFolder : ofConfig
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const text = `${Math.floor(free / 2 ** 20).toLocaleString('en')} MiB free in ${folder}`
    if (free >= MIN_FREE_BYTES) return ok('disk', text)
    const report = free < MIN_USABLE_BYTES ? error : warning
    return report('disk', text, 'Free some space for pins, logs and archives.')
  } catch (thrown) {
    return warning('disk', `${folder}: ${reasonOf(thrown)}`, 'Check that the folder can be read.')
  }
}

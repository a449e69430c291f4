import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { satisfies } from 'semver'
import type { Clock } from '../../../clock.js'
import type { ReadConfig } from '../../../config/read/read-config.js'
import { reasonOf } from '../../../errors.js'
import { doubtful, type Finding, right, wrong } from './finding.js'

/** As in `engines` of the package. */
export const NODE_RANGE = '^20.19.0 || >=22.12.0'
const MIN_FREE_BYTES = 100 * 2 ** 20
/** File systems round times. */
const CLOCK_TOLERANCE_MS = 5_000

export function checkNode(version: string): Finding {
  if (satisfies(version, NODE_RANGE)) return right('node', `${version} fits ${NODE_RANGE}`)
  return wrong(
    'node',
    `${version} does not fit ${NODE_RANGE}`,
    'Install a Node that fits: https://nodejs.org.',
  )
}

/** A clock that is behind shows in files that were written in the future. Certificates and `killtimeout` depend on it. */
export async function checkClock({ files }: ReadConfig, clock: Clock): Promise<Finding> {
  const now = clock.now()
  const shown = new Date(now).toISOString()
  for (const file of files) {
    const { mtimeMs } = await stat(file)
    if (mtimeMs > now + CLOCK_TOLERANCE_MS) {
      const text = `it is ${shown}, but ${file} was written at ${new Date(mtimeMs).toISOString()}`
      return wrong('clock', text, 'Set the clock of the machine, best by NTP.')
    }
  }
  return right('clock', shown)
}

export async function checkDisk({ file }: ReadConfig): Promise<Finding> {
  const folder = file === undefined ? process.cwd() : dirname(file)
  try {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const text = `${Math.floor(free / 2 ** 20).toLocaleString('en')} MiB free at ${folder}`
    if (free >= MIN_FREE_BYTES) return right('disk', text)
    return doubtful('disk', text, 'Make room: pins, logs and archives are written there.')
  } catch (thrown) {
    return doubtful('disk', `${folder}: ${reasonOf(thrown)}`, 'Look whether the folder can be read.')
  }
}

import { relative } from 'node:path'
import { createColors } from 'picocolors'
import { systemClock } from '../../clock.js'
import { ConfigError } from '../../config/check/config-issue.js'
import { type ReadConfig, readConfig } from '../../config/read/read-config.js'
import { connect } from '../../control/client/connect.js'
import { ClacksError, ERROR_CATALOGUE, withoutRemedy } from '../../errors.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { printable } from '../terminal/printable.js'
import { writeJson } from '../terminal/write.js'
import { type Finding, right, wrong } from './doctor/finding.js'
import { checkIdentity } from './doctor/identity.js'
import { checkClock, checkDisk, checkNode } from './doctor/machine.js'
import { checkHostname, checkPeers, checkPort } from './doctor/network.js'

/** `clacks doctor [config]`: what could keep a node from running well. Changes nothing; 1 where something is wrong. */
export async function doctor(path: string | undefined, { json }: OutputOptions): Promise<ExitCode> {
  const findings = await examine(path)
  if (json === true) writeJson(findings)
  else for (const finding of findings) writeFinding(finding)
  return findings.some(({ verdict }) => verdict === 'wrong') ? EXIT.failed : EXIT.done
}

async function examine(path: string | undefined): Promise<readonly Finding[]> {
  const node = checkNode(process.version)
  const read = await readOrFind(path)
  if ('verdict' in read) return [node, read]
  return [
    node,
    right('config', read.file === undefined ? 'none: the defaults hold' : relative(process.cwd(), read.file)),
    right('plugins', read.plugins.map(({ id }) => id).join(', ') || 'none'),
    ...(await checkIdentity(read, systemClock)),
    await checkHostname(read),
    await checkPort(read, await isRunning(read)),
    await checkClock(read, systemClock),
    await checkDisk(read),
    ...(await checkPeers(read)),
  ]
}

async function readOrFind(path: string | undefined): Promise<ReadConfig | Finding> {
  try {
    return await readConfig(path, {})
  } catch (thrown) {
    if (!(thrown instanceof ClacksError)) throw thrown
    const mend = ERROR_CATALOGUE[thrown.code][1]
    const faults = thrown instanceof ConfigError ? thrown.faults.length : 1
    const text = withoutRemedy(thrown).trimEnd()
    return wrong('config', text, faults === 1 ? mend : `${mend} Then call \`clacks doctor\` again.`)
  }
}

async function isRunning({ file }: ReadConfig): Promise<boolean> {
  try {
    const control = await connect(file === undefined ? {} : { config: file })
    await control.close()
    return true
  } catch {
    return false
  }
}

function writeFinding({ verdict, subject, text, mend }: Finding): void {
  const { stdout } = process
  const paint = createColors(stdout.isTTY && stdout.hasColors())
  const sign = { right: paint.green('ok   '), doubtful: paint.yellow('doubt'), wrong: paint.red('wrong') }[
    verdict
  ]
  const lines = text.split('\n').map(printable)
  stdout.write(`${sign}  ${paint.bold(printable(subject))}: ${lines.join('\n       ')}\n`)
  if (mend !== undefined) stdout.write(`       ${paint.dim('->')} ${printable(mend)}\n`)
}

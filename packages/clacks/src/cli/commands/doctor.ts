import { relative } from 'node:path'
import { createColors } from 'picocolors'
import { systemClock } from '../../clock.js'
import { ConfigError } from '../../config/check/config-issue.js'
import { type ReadConfig, readConfig } from '../../config/read/read-config.js'
import type { NodeStatus } from '../../control/server/node-status.js'
import { ERROR_CATALOGUE } from '../../error-catalogue.js'
import { isClacksError, withoutRemedy } from '../../errors.js'
import { printable } from '../../printable.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { OutputOptions } from '../program/options.js'
import { writeJson } from '../terminal/write.js'
import { type CheckResult, error, ok, warning } from './doctor/check-result.js'
import { checkIdentity } from './doctor/identity.js'
import { checkClock, checkDisk, checkNode } from './doctor/machine.js'
import { checkHostname, checkPeers, checkPort } from './doctor/network.js'
import { reach } from './reach.js'

/**
 * `clacks doctor [config]`: checks config, machine and peers. Changes nothing. Exits with 1 if
 * there is an error.
 */
export async function doctor(path: string | undefined, { json }: OutputOptions): Promise<ExitCode> {
  const results = await runChecks(path)
  if (json === true) writeJson(results)
  else for (const result of results) writeResult(result)
  return results.some(({ status }) => status === 'error') ? EXIT.failed : EXIT.done
}

async function runChecks(path: string | undefined): Promise<readonly CheckResult[]> {
  const node = checkNode(process.version)
  const read = await readOrReport(path)
  if ('status' in read) return [node, read]
  const running = await statusOf(read)
  return [
    node,
    ok('config', read.file === undefined ? 'none (using the defaults)' : relative(process.cwd(), read.file)),
    ok('plugins', read.plugins.map(({ id }) => id).join(', ') || 'none'),
    ...(await checkIdentity(read, running?.certificate, systemClock)),
    await checkHostname(read),
    await checkPort(read, running !== undefined),
    await checkClock(read, systemClock),
    await checkDisk(read),
    ...pluginProblems(running),
    ...(await checkPeers(read)),
  ]
}

async function readOrReport(path: string | undefined): Promise<ReadConfig | CheckResult> {
  try {
    return await readConfig(path, {})
  } catch (thrown) {
    if (!isClacksError(thrown)) throw thrown
    const fix = ERROR_CATALOGUE[thrown.code][1]
    const count = thrown instanceof ConfigError ? thrown.issues.length : 1
    const text = withoutRemedy(thrown).trimEnd()
    return error('config', text, count === 1 ? fix : `${fix} Then run \`clacks doctor\` again.`)
  }
}

/** The status of the node of this config; undefined if it is not running. */
async function statusOf({ file }: ReadConfig): Promise<NodeStatus | undefined> {
  try {
    return await reach(file === undefined ? {} : { config: file }, (control) => control.status())
  } catch {
    return undefined
  }
}

/** What the plugins of the running node report. */
function pluginProblems(status: NodeStatus | undefined): CheckResult[] {
  return (status?.plugins ?? []).flatMap(({ id, problem }) =>
    problem === undefined
      ? []
      : [
          problem.isOver
            ? warning(id, problem.text, 'See the log of the node.')
            : error(id, problem.text, 'Correct it; the running node recovers by itself.'),
        ],
  )
}

const INDENT = ' '.repeat(9)

function writeResult({ status, check, message, fix }: CheckResult): void {
  const { stdout } = process
  const paint = createColors(stdout.isTTY && stdout.hasColors())
  const label = { ok: paint.green('ok     '), warning: paint.yellow('warning'), error: paint.red('error  ') }[
    status
  ]
  const lines = message.split('\n').map(printable)
  stdout.write(`${label}  ${paint.bold(printable(check))}: ${lines.join(`\n${INDENT}`)}\n`)
  if (fix !== undefined) stdout.write(`${INDENT}${paint.dim('->')} ${printable(fix)}\n`)
}

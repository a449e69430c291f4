import type { NodeStatus } from '../../control/server/node-status.js'
import type { PluginReport } from '../../plugins/plugin-node.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { duration } from '../terminal/duration.js'
import { writeTable } from '../terminal/table.js'
import { writeJson } from '../terminal/write.js'
import { reach } from './reach.js'

/**
 * `clacks status`: shows the status of the node. Exits with 1 if a plugin reports a problem, so
 * that it can be a health check.
 */
export async function status(options: ConfigOptions): Promise<ExitCode> {
  const result = await reach(options, (control) => control.status())
  if (options.json === true) writeJson(result)
  else writeTable(rowsOf(result))
  return result.plugins.some(({ problem }) => problem?.isOver === false) ? EXIT.failed : EXIT.done
}

function rowsOf(status: NodeStatus): readonly (readonly string[])[] {
  const { statistics, peers, plugins } = status
  const { received, enqueued, sent, failed, discarded, refused, queued, queuedBytes, inFlight } = statistics
  return [
    ['clacks', `${status.version} at ${status.address ?? '(not listening yet)'}, pid ${status.pid}`],
    ['config', status.config ?? 'none (using the defaults)'],
    ['uptime', duration(status.uptime)],
    ['sendrate', status.sendrate === null ? 'unlimited' : `${status.sendrate} messages per second`],
    ['queue', `${queued} messages, ${queuedBytes} bytes, ${inFlight} in flight`],
    ['messages', `${received} received, ${enqueued} enqueued, ${sent} sent`],
    ['', `${failed} not sent, ${discarded} discarded, ${refused} refused`],
    [
      'peers',
      Object.entries(peers)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    ],
    ...plugins.flatMap(pluginRows),
  ]
}

function pluginRows({ id, state, calls, failures, milliseconds, problem }: PluginReport): string[][] {
  const row = ['plugin', `${id}: ${state}, ${calls} calls, ${failures} failed, ${milliseconds.toFixed(1)} ms`]
  return problem === undefined ? [row] : [row, [problem.isOver ? 'was' : 'problem', `${id}: ${problem.text}`]]
}

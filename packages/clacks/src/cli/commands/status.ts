import type { NodeStatus } from '../../control/server/node-status.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { duration } from '../terminal/duration.js'
import { writeJson, writeTable } from '../terminal/write.js'
import { reach } from './reach.js'

/** `clacks status`: how the node is doing. */
export async function status(options: ConfigOptions): Promise<ExitCode> {
  const found = await reach(options, (control) => control.status())
  if (options.json === true) writeJson(found)
  else writeTable(rowsOf(found))
  return EXIT.done
}

function rowsOf(found: NodeStatus): readonly (readonly string[])[] {
  const { statistics, peers, plugins } = found
  const { received, enqueued, sent, failed, discarded, refused, queued, queuedBytes, inFlight } = statistics
  return [
    ['clacks', `${found.version} at ${found.address ?? '(not listening yet)'}, process ${found.pid}`],
    ['config', found.config ?? 'none, the defaults hold'],
    ['running for', duration(found.uptime)],
    ['sendrate', found.sendrate === null ? 'no limit' : `${found.sendrate} messages a second`],
    ['queue', `${queued} messages, ${queuedBytes} bytes, ${inFlight} under way`],
    ['messages', `${received} received, ${enqueued} enqueued, ${sent} sent`],
    ['', `${failed} not taken, ${discarded} discarded, ${refused} refused`],
    [
      'peers',
      Object.entries(peers)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    ],
    ...plugins.map(({ id, state, calls, failures, milliseconds }): readonly string[] => [
      'plugin',
      `${id}: ${state}, ${calls} calls, ${failures} failed, ${milliseconds.toFixed(1)} ms`,
    ]),
  ]
}

import type { NodeStatus } from '../control/node-status.js'
import { EXIT, type ExitCode } from './exit-code.js'
import type { ReachOptions } from './node-commands.js'
import { reach } from './reach.js'
import { writeJson, writeTable } from './write.js'

/** `clacks status`: how the node is doing. */
export async function status(options: ReachOptions): Promise<ExitCode> {
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
    [
      'messages',
      `${received} received, ${enqueued} enqueued, ${sent} sent, ${failed} not taken, ${discarded} discarded, ${refused} refused`,
    ],
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

/** `1 d 2 h`, `3 min 4 s`: the two largest units. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const units: (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = units.findIndex(([amount]) => amount > 0)
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2)
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ')
}

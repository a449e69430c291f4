import { formatAddress, parseHostPort } from '../../address.js'
import { systemClock } from '../../clock.js'
import type { NodeEvent } from '../../control/server/node-events.js'
import { EVENT_NAMES } from '../../hooks/hook-table.js'
import { styleOf } from '../../log/standard-error.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { jsonReport } from '../terminal/json-report.js'
import { isRepetition, screenReport } from '../terminal/screen-report.js'
import { viewerStopRequest } from '../terminal/stop-request.js'
import { drained } from '../terminal/write.js'
import { reach } from './reach.js'
import { requireOneOf } from './require-one-of.js'

/** The options of `clacks tail`. */
export interface TailOptions extends ConfigOptions {
  readonly event?: readonly string[]
  readonly peer?: string
  readonly match?: string
  readonly count?: number
}

/**
 * `clacks tail`: shows the events of the node, until Ctrl-C or `--count` events.
 *
 * @throws ClacksError ERR_CLACKS_OPTION for an unknown event, ERR_CLACKS_ADDRESS for an invalid
 * peer
 */
export async function tail({ event, peer, match, count, ...options }: TailOptions): Promise<ExitCode> {
  for (const name of event ?? []) requireOneOf('event', name, EVENT_NAMES)
  const { signal } = viewerStopRequest()
  const { stdout } = process
  const write = (text: string): void => {
    stdout.write(text)
  }
  const style = {
    ...styleOf(stdout),
    level: 'info',
    folder: process.cwd(),
    get columns() {
      return stdout.columns
    },
  } as const
  const { happened } = (options.json === true ? jsonReport : screenReport)(write, systemClock, style)
  // Both events of a received message are shown only on request.
  const isHidden = (each: NodeEvent): boolean =>
    options.json !== true && isRepetition(each) && (event?.includes('received') ?? true)
  const filter = {
    ...(event !== undefined && { events: event }),
    ...(peer !== undefined && { peer: formatAddress(parseHostPort(peer)) }),
    ...(match !== undefined && { match }),
  }
  await reach(options, async (control) => {
    let shown = 0
    for await (const each of control.events(filter, signal)) {
      if (signal.aborted) break
      if (isHidden(each)) continue
      happened(each)
      if (each.event !== 'skipped' && ++shown === count) break
      await drained(signal)
    }
  })
  return EXIT.done
}

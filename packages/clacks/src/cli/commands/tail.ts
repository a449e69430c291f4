import { formatAddress, parseHostPort } from '../../address.js'
import { systemClock } from '../../clock.js'
import { EVENT_NAMES } from '../../hooks/hook-table.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import type { ConfigOptions } from '../program/options.js'
import { jsonReport } from '../terminal/json-report.js'
import { screenReport } from '../terminal/screen-report.js'
import { stopRequest } from '../terminal/stop-request.js'
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
  const { signal } = stopRequest()
  const { stdout } = process
  const write = (text: string): void => {
    stdout.write(text)
  }
  const coloured = stdout.isTTY && stdout.hasColors()
  const { happened } =
    options.json === true
      ? jsonReport(write, systemClock)
      : screenReport({ write, columns: () => stdout.columns, coloured, folder: process.cwd() }, systemClock)
  const filter = {
    ...(event !== undefined && { events: event }),
    ...(peer !== undefined && { peer: formatAddress(parseHostPort(peer)) }),
    ...(match !== undefined && { match }),
  }
  await reach(options, async (control) => {
    let shown = 0
    for await (const each of control.events(filter, signal)) {
      happened(each)
      if (++shown === count) break
    }
  })
  return EXIT.done
}

import { systemClock } from '../clock.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { jsonReport } from './json-report.js'
import type { ReachOptions } from './options.js'
import { reach } from './reach.js'
import { screenReport } from './screen-report.js'
import { stopRequest } from './stop-request.js'

/** What `clacks tail` can be told. */
export interface TailOptions extends ReachOptions {
  readonly event?: readonly string[]
  readonly peer?: string
  readonly match?: string
  readonly count?: number
}

/** `clacks tail`: what happens at the node, until Ctrl-C, or until so many events have been shown. */
export async function tail({ event, peer, match, count, ...options }: TailOptions): Promise<ExitCode> {
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
    ...(peer !== undefined && { peer }),
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

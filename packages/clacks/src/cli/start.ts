import { systemClock } from '../clock.js'
import { nodeFrom } from '../config/create-node.js'
import { loadConfig } from '../config/load-config.js'
import { createLog } from '../log.js'
import { watch } from './events.js'
import { EXIT, type ExitCode } from './exit-code.js'
import { jsonReport } from './json-report.js'
import { enqueueLines } from './line-messages.js'
import type { Report } from './report.js'
import { screenReport } from './screen-report.js'
import { stopRequest } from './stop-request.js'

/** What `clacks start` can be told beside the config. */
export interface StartOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly stdin?: boolean
}

/**
 * `clacks start [config]`: starts a node and tells what it does until Ctrl-C, SIGTERM, or until nobody reads any more.
 *
 * @throws ClacksError whatever keeps the node from starting
 */
export async function start(config: string | undefined, options: StartOptions): Promise<ExitCode> {
  const stop = stopRequest()
  const log = createLog()
  const loaded = await loadConfig(config)
  const node = await nodeFrom(loaded, { log })
  const report = reportFor(options)
  if (report !== undefined) {
    watch(node, report.happened)
    node.hooks.started.tap('clacks start', () => report.started(node, loaded))
  }
  await node.start()
  if (options.stdin === true) void enqueueLines(process.stdin, node, log, stop.signal)
  await stop.requested
  report?.stopping()
  await node.stop()
  report?.stopped(node)
  return EXIT.done
}

function reportFor({ json, quiet }: StartOptions): Report | undefined {
  if (quiet === true) return undefined
  const { stdout } = process
  const write = (text: string): void => {
    stdout.write(text)
  }
  if (json === true) return jsonReport(write, systemClock)
  // A stream that is no terminal has no `hasColors`; one that is asks NO_COLOR and FORCE_COLOR.
  const coloured = stdout.isTTY && stdout.hasColors()
  return screenReport({ write, columns: () => stdout.columns, coloured, folder: process.cwd() }, systemClock)
}

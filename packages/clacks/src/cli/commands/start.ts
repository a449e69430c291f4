import { systemClock } from '../../clock.js'
import { ignoredVariables } from '../../config/layer/environment.js'
import { readConfig } from '../../config/read/read-config.js'
import { nodeFrom } from '../../config/resolve/create-node.js'
import { channelPath } from '../../control/channel-path.js'
import { methodsOf } from '../../control/server/methods.js'
import { observeEvents } from '../../control/server/node-events.js'
import { type ControlServer, openControl } from '../../control/server/server.js'
import type { Methods } from '../../control/server/session.js'
import { ClacksError } from '../../errors.js'
import { createLog, type Log } from '../../log.js'
import { type Reload, Reloader, summaryOf } from '../../reload/reloader.js'
import { EXIT, type ExitCode } from '../exit-code.js'
import { jsonReport } from '../terminal/json-report.js'
import type { Report } from '../terminal/report.js'
import { screenReport } from '../terminal/screen-report.js'
import { stopRequest } from '../terminal/stop-request.js'
import { enqueueLines } from './input-messages.js'
import { watchConfig } from './start/config-watch.js'
import { watchCrashes } from './start/crashes.js'

/** The options of `clacks start`. */
export interface StartOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly stdin?: boolean
}

/**
 * `clacks start [config]`: starts a node and reports its events until Ctrl-C, SIGTERM, `clacks
 * stop`, or until standard output is closed. While it runs, it applies edits of the config and
 * serves the control channel.
 *
 * @throws ClacksError if the node cannot start
 */
export async function start(config: string | undefined, options: StartOptions): Promise<ExitCode> {
  const stop = stopRequest()
  const log = createLog(options.quiet === true ? 'warn' : 'info')
  const ignored = ignoredVariables(process.env)
  if (ignored.length > 0)
    log.info(
      `Ignored ${ignored.join(', ')}: Kubernetes sets these for a Service. \`enableServiceLinks: false\` in the pod turns them off.`,
    )
  const loaded = await readConfig(config, {})
  const node = await nodeFrom(loaded, { log })
  const report = reportFor(options)
  if (report !== undefined) {
    observeEvents(node, report.happened)
    node.hooks.started.tap('clacks start', () => report.started(node, loaded))
  }
  // Reload exactly this file. If it was deleted, a config of a parent folder must not replace it.
  const reloader = await Reloader.of(node, loaded, (modules) =>
    readConfig(loaded.file ?? config, {}, modules),
  )
  const reloaded = (reload: Reload): void =>
    report?.happened({ event: 'reconfigured', details: { ...reload, summary: summaryOf(reload) } })
  const apply = async (): Promise<Reload> => {
    const reload = await reloader.apply()
    reloaded(reload)
    return reload
  }
  const crashes = watchCrashes({ node, reloader, log, stop })
  const methods = methodsOf({ node, clock: systemClock, config: loaded.file, apply, stop: stop.request })
  const control =
    loaded.config.control === false
      ? undefined
      : await controlOf(channelPath(loaded.file, process.cwd()), methods, log)
  let markReady = (): void => {}
  const ready = new Promise<void>((resolve) => {
    markReady = resolve
  })
  const edits = await watchConfig(reloader, ready, reloaded, log)
  try {
    await node.start()
    markReady()
    if (options.stdin === true) void enqueueLines(process.stdin, node, log, stop.signal)
    await stop.requested
    report?.stopping()
    await edits.close()
    await node.stop()
  } finally {
    await edits.close()
    await control?.close()
  }
  report?.stopped(node)
  return crashes.fatal ? EXIT.failed : EXIT.done
}

/**
 * A node can run without a control channel, so a failure is only logged, unless another node uses
 * the config.
 */
async function controlOf(path: string, methods: Methods, log: Log): Promise<ControlServer | undefined> {
  try {
    return await openControl(path, methods)
  } catch (thrown) {
    if (!(thrown instanceof ClacksError) || thrown.code !== 'ERR_CLACKS_CONTROL_LISTEN') throw thrown
    log.warn(thrown.message)
    return undefined
  }
}

function reportFor({ json, quiet }: StartOptions): Report | undefined {
  if (quiet === true) return undefined
  const { stdout } = process
  const write = (text: string): void => {
    stdout.write(text)
  }
  if (json === true) return jsonReport(write, systemClock)
  // Only terminals have `hasColors`, which respects NO_COLOR and FORCE_COLOR.
  const coloured = stdout.isTTY && stdout.hasColors()
  return screenReport({ write, columns: () => stdout.columns, coloured, folder: process.cwd() }, systemClock)
}

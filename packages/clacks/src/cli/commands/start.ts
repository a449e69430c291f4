import { systemClock } from '../../clock.js'
import type { Config } from '../../config/define-config.js'
import { ignoredVariables } from '../../config/layer/environment.js'
import { readConfig } from '../../config/read/read-config.js'
import { readPair } from '../../config/resolve/identity.js'
import { nodeFrom } from '../../config/resolve/node-from.js'
import { channelPath } from '../../control/channel-path.js'
import { methodsOf } from '../../control/server/methods.js'
import { observeEvents } from '../../control/server/node-events.js'
import { type ControlServer, openControl } from '../../control/server/server.js'
import type { Methods } from '../../control/server/session.js'
import { codeOf, hasCode, reasonOf } from '../../errors.js'
import type { Log, LogLevel } from '../../log.js'
import { LiveConfiguration } from '../../reload/configuration.js'
import { type Reload, Reloader, summaryOf } from '../../reload/reloader.js'
import { EXIT, type ExitCode, exitCodeOf } from '../exit-code.js'
import { type StopRequest, stopRequest } from '../terminal/stop-request.js'
import { enqueueLines } from './input-messages.js'
import { logRejectedEdit, watchConfig } from './start/config-watch.js'
import { type CrashWatch, watchCrashes } from './start/crashes.js'
import { onHangUp } from './start/hang-up.js'
import { type Outputs, openOutputs } from './start/outputs.js'
import { serviceManager } from './start/service-manager.js'
import { stoppableStart } from './start/stop-while-starting.js'

/** The options of `clacks start`. */
export interface StartOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly stdin?: boolean
  readonly logLevel?: LogLevel
}

/** The state of a command that starts a node. */
interface Start {
  readonly options: StartOptions
  readonly stop: StopRequest
  readonly outputs: Outputs
  /** Resolves when the node runs. */
  readonly ready: Promise<void>
  readonly markReady: () => void
  crashes: CrashWatch | undefined
}

/**
 * `clacks start [config]`: starts a node and reports its events until Ctrl-C, SIGTERM or `clacks
 * stop`. While it runs, it applies edits of the config and serves the control channel.
 *
 * @throws ClacksError if the node cannot start, unless it is reported as JSON
 */
export async function start(config: string | undefined, options: StartOptions): Promise<ExitCode> {
  let markReady = (): void => {}
  const ready = new Promise<void>((resolve) => {
    markReady = resolve
  })
  const outputs = openOutputs(options.json === true)
  const state: Start = { options, stop: stopRequest(), outputs, ready, markReady, crashes: undefined }
  const exitCode = (): ExitCode => (state.crashes?.fatal === true ? EXIT.failed : EXIT.done)
  try {
    const run = runNode(config, state).then(exitCode)
    return await stoppableStart(run, ready, state.stop, exitCode, systemClock)
  } catch (thrown) {
    if (options.json !== true) throw thrown
    outputs.log.error(reasonOf(thrown), codeOf(thrown))
    return exitCodeOf(thrown)
  }
}

/** Runs the node until a stop is requested. */
async function runNode(config: string | undefined, state: Start): Promise<void> {
  const { options, stop, outputs, ready, markReady } = state
  const { report, log } = outputs
  const loaded = await readConfig(config, {})
  outputs.level = levelOf(options, loaded.config)
  const ignored = ignoredVariables(process.env)
  if (ignored.length > 0)
    log.info(
      `Ignored ${ignored.join(', ')}: Kubernetes sets these for a Service. \`enableServiceLinks: false\` in the pod turns them off.`,
    )
  // A pair that the node creates after the files are watched would look like an edit.
  await readPair(loaded)
  const configuration = new LiveConfiguration(loaded)
  const node = await nodeFrom(loaded, { log, services: { configuration } })
  observeEvents(node, report.happened)
  node.hooks.started.tap('clacks start', () => report.started(node, loaded))
  // Reload exactly this file. If it was deleted, a config of a parent folder must not replace it.
  const reloader = await Reloader.of(node, loaded, (modules) =>
    readConfig(loaded.file ?? config, {}, modules),
  )
  const reloaded = (reload: Reload): void => {
    outputs.level = levelOf(options, reloader.loaded.config)
    report.happened({ event: 'reconfigured', details: { ...reload, summary: summaryOf(reload) } })
  }
  const apply = async (): Promise<Reload> => {
    const reload = await reloader.apply()
    reloaded(reload)
    return reload
  }
  configuration.follow({ loaded: () => Promise.resolve(reloader.loaded), apply })
  onHangUp(() => {
    ready.then(apply).catch((thrown: unknown) => logRejectedEdit(log, thrown))
  }, stop.request)
  state.crashes = watchCrashes({ node, reloader, log, stop })
  const methods = methodsOf({ node, clock: systemClock, config: loaded.file, apply, stop: stop.request })
  const control =
    loaded.config.control === false
      ? undefined
      : await controlOf(channelPath(loaded.stateFolder), methods, log)
  const edits = await watchConfig(reloader, ready, reloaded, log)
  const manager = serviceManager(process.env, systemClock, log)
  const abort = (): void => void node.stop()
  try {
    if (stop.signal.aborted) abort()
    stop.signal.addEventListener('abort', abort)
    await node.start()
    markReady()
    manager.ready()
    stop.signal.removeEventListener('abort', abort)
    if (options.stdin === true) void enqueueLines(process.stdin, node, log, stop.signal)
    await stop.requested
    report.stopping()
    manager.stopping()
    await edits.close()
    await node.stop()
    report.stopped(node)
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown
  } finally {
    await edits.close()
    await control?.close()
  }
}

/** The command line overrides the config, of which the environment is a part. */
function levelOf({ quiet, logLevel }: StartOptions, config: Config): LogLevel {
  return logLevel ?? (quiet === true ? 'warn' : (config.logLevel ?? 'info'))
}

/**
 * A node can run without a control channel, so a failure is only logged, unless another node uses
 * the config.
 */
async function controlOf(path: string, methods: Methods, log: Log): Promise<ControlServer | undefined> {
  try {
    return await openControl(path, methods)
  } catch (thrown) {
    if (!hasCode(thrown, 'ERR_CLACKS_CONTROL_LISTEN')) throw thrown
    log.warn(thrown.message, codeOf(thrown))
    return undefined
  }
}

import { inspect } from 'node:util'
import { codeOf, PluginError, reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'
import type { Clacks } from '../../../node.js'
import type { Reloader } from '../../../reload/reloader.js'
import type { StopRequest } from '../../terminal/stop-request.js'
import { failingPluginOf, pluginPlaces } from './failing-plugin.js'

/** What handling an uncaught error needs. */
export interface CrashParts {
  readonly node: Clacks
  readonly reloader: Reloader
  readonly log: Log
  readonly stop: StopRequest
}

/** Whether an uncaught error stopped the node. */
export interface CrashWatch {
  readonly fatal: boolean
}

/**
 * Handles uncaught errors. An error of a plugin is handled as `onPluginCrash` in the config says.
 * Any other error stops the node gracefully.
 */
export function watchCrashes({ node, reloader, log, stop }: CrashParts): CrashWatch {
  const state = { fatal: false }
  const end = (): void => {
    state.fatal = true
    stop.request()
  }
  const handle = async (thrown: unknown): Promise<void> => {
    const { loaded } = reloader
    const id = failingPluginOf(thrown, await pluginPlaces(loaded))
    if (id === undefined) {
      log.error(`Uncaught error, stopping the node: ${inspect(thrown)}`, codeOf(thrown))
      end()
      return
    }
    const error = new PluginError('ERR_CLACKS_PLUGIN_CRASHED', id, 'outside of hooks', reasonOf(thrown), {
      cause: thrown,
    })
    log.error(`${error.message}\n${inspect(thrown)}`, codeOf(error))
    node.hooks.pluginFailed.call(error)
    if (loaded.config.onPluginCrash !== 'remove') end()
    else if (node.plugins().some((plugin) => plugin.id === id)) await node.remove(id)
  }
  const onCrash = (thrown: unknown): void => {
    handle(thrown).catch((error: unknown) => {
      log.error(`Stopping the node: ${reasonOf(error)}`)
      end()
    })
  }
  process.on('uncaughtException', onCrash)
  process.on('unhandledRejection', onCrash)
  return state
}

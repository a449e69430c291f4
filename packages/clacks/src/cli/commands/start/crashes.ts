import { inspect } from 'node:util'
import { PluginError, reasonOf } from '../../../errors.js'
import type { Log } from '../../../log.js'
import type { Clacks } from '../../../node.js'
import type { Reloader } from '../../../reload/reloader.js'
import type { StopRequest } from '../../terminal/stop-request.js'
import { failingPluginOf, pluginPlaces } from './failing-plugin.js'

/** What is needed to answer an error that nobody caught. */
export interface CrashParts {
  readonly node: Clacks
  readonly reloader: Reloader
  readonly log: Log
  readonly stop: StopRequest
}

/** Whether the node is stopped because of an error that nobody caught. */
export interface CrashWatch {
  readonly fatal: boolean
}

/**
 * Answers errors that nobody catches: says which plugin they come from, and does what `onPluginCrash` of the config says. One
 * that comes from no plugin ends the node in good order.
 */
export function watchCrashes({ node, reloader, log, stop }: CrashParts): CrashWatch {
  const state = { fatal: false }
  const end = (): void => {
    state.fatal = true
    stop.request()
  }
  const answer = async (thrown: unknown): Promise<void> => {
    const { loaded } = reloader
    const id = failingPluginOf(thrown, await pluginPlaces(loaded))
    if (id === undefined) {
      log.error(`An error was caught by nobody, and the node stops: ${inspect(thrown)}`)
      end()
      return
    }
    const error = new PluginError('ERR_CLACKS_PLUGIN_CRASHED', id, 'outside of hooks', reasonOf(thrown), {
      cause: thrown,
    })
    log.error(`${error.message}\n${inspect(thrown)}`)
    node.hooks.pluginFailed.call(error)
    if (loaded.config.onPluginCrash !== 'remove') end()
    else if (node.plugins().some((plugin) => plugin.id === id)) await node.remove(id)
  }
  const onCrash = (thrown: unknown): void => {
    answer(thrown).catch((another: unknown) => {
      log.error(`The node stops: ${reasonOf(another)}`)
      end()
    })
  }
  process.on('uncaughtException', onCrash)
  process.on('unhandledRejection', onCrash)
  return state
}

import { getSystemErrorMap } from 'node:util'
import { type ErrorCode, isClacksError, PluginError, reasonOf, withoutRemedy } from '../errors.js'
import { thrownText } from '../hooks/thrown-at.js'

/**
 * Errors that show a mistake in the code of a plugin: everything else concerns who runs the node.
 */
const MISTAKES: readonly ErrorCode[] = [
  'ERR_CLACKS_OPTION',
  'ERR_CLACKS_STATE',
  'ERR_CLACKS_VERDICT',
  'ERR_CLACKS_PLUGIN',
  'ERR_CLACKS_PLUGIN_ORDER',
  'ERR_CLACKS_SERVICE_DUPLICATE',
  'ERR_CLACKS_SERVICE_MISSING',
  'ERR_CLACKS_MESSAGE_NOT_JSON',
]

/**
 * The error for a setup that failed, addressed to whom it concerns: what the operating system
 * refuses, and what the plugin itself reports with a code, to the operator, without a place in the
 * code; everything else to the author of the plugin.
 */
export function setupError(plugin: string, thrown: unknown): PluginError {
  if (isClacksError(thrown) && !MISTAKES.includes(thrown.code))
    return new PluginError(thrown.code, plugin, 'setup', withoutPrefix(plugin, withoutRemedy(thrown)), {
      cause: thrown,
    })
  const code = isFromSystem(thrown) ? 'ERR_CLACKS_PLUGIN_ENVIRONMENT' : 'ERR_CLACKS_PLUGIN_SETUP'
  const reason = isFromSystem(thrown) ? reasonOf(thrown) : thrownText(thrown)
  return new PluginError(code, plugin, 'setup', reason, { cause: thrown })
}

function withoutPrefix(plugin: string, reason: string): string {
  const prefix = `[${plugin}:setup] `
  return reason.startsWith(prefix) ? reason.slice(prefix.length) : reason
}

function isFromSystem(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('errno' in thrown) || !('syscall' in thrown)) return false
  return getSystemErrorMap().has(Number(thrown.errno))
}

import { type ErrorCode, isClacksError } from '../errors.js'

/** The exit codes of the command. */
export const EXIT = {
  done: 0,
  /** Something failed. */
  failed: 1,
  /** The command line or the config is invalid. Nothing was started. */
  usage: 2,
  /** Interrupted by Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Errors caused by the command line or the config. */
const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_CLACKS_OPTION',
  'ERR_CLACKS_ADDRESS',
  'ERR_CLACKS_TLS_KEY',
  'ERR_CLACKS_TLS_CERTIFICATE',
  'ERR_CLACKS_TLS_MISMATCH',
  'ERR_CLACKS_PLUGIN',
  'ERR_CLACKS_PLUGIN_OPTIONS',
  'ERR_CLACKS_PLUGIN_ENGINE',
  'ERR_CLACKS_PLUGIN_DUPLICATE',
  'ERR_CLACKS_PLUGIN_MISSING',
  'ERR_CLACKS_PLUGIN_CONFLICT',
  'ERR_CLACKS_PLUGIN_ORDER',
  'ERR_CLACKS_PLUGINS',
  'ERR_CLACKS_CONFIG_NOT_FOUND',
  'ERR_CLACKS_CONFIG_LOAD',
  'ERR_CLACKS_CONFIG_INVALID',
  'ERR_CLACKS_CONFIG_EXISTS',
  'ERR_CLACKS_CONFIG_EDIT',
])

/** The exit code for a thrown error. */
export function exitCodeOf(thrown: unknown): ExitCode {
  return isClacksError(thrown) && USAGE.has(thrown.code) ? EXIT.usage : EXIT.failed
}
